import { existsSync } from 'node:fs';
import { join } from 'node:path';

const layers = [
  'domain',
  'contracts',
  'workflows',
  'activities',
  'workers',
  'targets',
  'gateway',
  'cli',
  'console',
  'staging',
  'bench',
  'scripts',
  'test',
];

/**
 * What is checked without running anything; each counts as one test.
 * @param {string} checkout
 * @returns {readonly { name: string, what: string, command: readonly [string, ...string[]] }[]}
 */
export function checks(checkout) {
  const folders = layers.filter((folder) => existsSync(join(checkout, folder)));
  return [
    {
      name: 'format',
      what: 'every file is formatted (`npm run format` mends it)',
      command: ['prettier', '--check', '--log-level=warn', '--cache', '--cache-location=node_modules/.cache/prettier/checked', '.'],
    },
    { name: 'lint', what: 'the type-aware linter finds nothing', command: ['oxlint', '--quiet'] },
    {
      name: 'types',
      what: 'the types fit',
      command: ['tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/tsc.json'],
    },
    { name: 'imports', what: 'imports go one way', command: ['depcruise', '--config', '.dependency-cruiser.cjs', ...folders] },
    {
      name: 'sandbox',
      what: 'workflows load nothing heavy',
      command: ['depcruise', '--config', '.dependency-cruiser.run-time.cjs', ...folders],
    },
    { name: 'dead-code', what: 'no file, export or dependency is unused', command: ['knip', '--no-progress'] },
  ];
}
