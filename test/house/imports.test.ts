import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const checkout = resolve(__dirname, '../..');
const configurations = ['.dependency-cruiser.cjs', '.dependency-cruiser.run-time.cjs'];

/** What is allowed, in a tree that is small and whole. */
const lawful: Record<string, string> = {
  'domain/time.ts': 'export const minute = 60_000;',
  'domain/scope.ts': "import { minute } from './time.ts'; export const scope = minute;",
  'contracts/alert.ts':
    "import { z } from 'zod'; import { scope } from '../domain/scope.ts'; export const alert = z.literal(scope); export type Alert = number;",
  'contracts/names.ts':
    "import type { Alert } from './alert.ts'; import { createHash } from 'node:crypto'; export const names = (alert: Alert) => createHash(String(alert));",
  'contracts/plain.ts': "import type { Alert } from './alert.ts'; export type Plain = Alert; export const plain = 1;",
  'targets/targets.ts': "import { names } from '../contracts/names.ts'; export const targets = names;",
  'targets/bucket/bucket.ts':
    "import { targets } from '../targets.ts'; import { readFile } from 'node:fs/promises'; export const bucket = [targets, readFile];",
  'targets/store/store.ts': "import { targets } from '../targets.ts'; export const store = targets;",
  'targets/files/keeps.ts': "import { store } from '../store/store.ts'; export const keeps = store;",
  'activities/contain.ts':
    "import { activityInfo } from '@temporalio/activity'; import { targets } from '../targets/targets.ts'; export const contain = [activityInfo, targets];",
  'workflows/incident/step.ts':
    "import { sleep } from '@temporalio/workflow'; import type { contain } from '../../activities/contain.ts'; export type C = typeof contain; export const step = sleep;",
  'workflows/bad-pack.ts':
    "import { step } from './incident/step.ts'; import { prove } from './bad-pack/prove.ts'; import { plain } from '../contracts/plain.ts'; export const badPack = [step, plain, prove];",
  'workflows/bad-pack/prove.ts':
    "import { step } from '../incident/step.ts'; import type { badPack } from '../bad-pack.ts'; export type B = typeof badPack; export const prove = step;",
  'workflows/index.ts': "export { badPack } from './bad-pack.ts';",
  'gateway/alerts.ts':
    "import Fastify from 'fastify'; import type { badPack } from '../workflows/bad-pack.ts'; export type B = typeof badPack; export const alerts = Fastify;",
  'cli/show.ts': "import { names } from '../contracts/names.ts'; export const show = names;",
  'staging/main.ts': "import { names } from '../contracts/names.ts'; export const main = names;",
  'workers/main.ts':
    "import { contain } from '../activities/contain.ts'; import { bucket } from '../targets/bucket/bucket.ts'; import { show } from '../cli/show.ts'; export const start = [contain, bucket, show];",
  'test/harness.ts':
    "import { start } from '../workers/main.ts'; import { main } from '../staging/main.ts'; export const harness = [start, main];",
};

/** One breach each: the rule that must catch it, the file it is planted in, what that file imports. */
const breaches: readonly (readonly [rule: string, file: string, imports: string])[] = [
  ['domain-imports-nothing', 'domain/reads-contracts.ts', '../contracts/names.ts'],
  ['domain-imports-nothing', 'domain/reads-disk.ts', 'node:fs'],
  ['domain-imports-nothing', 'domain/takes-a-package.ts', 'zod'],
  ['contracts-know-the-domain-only', 'contracts/knows-targets.ts', '../targets/targets.ts'],
  ['contracts-know-the-domain-only', 'contracts/logs.ts', 'pino'],
  ['workflows-stay-in-the-sandbox', 'workflows/incident/reads-disk.ts', 'node:fs'],
  ['workflows-stay-in-the-sandbox', 'workflows/incident/knows-targets.ts', '../../targets/targets.ts'],
  ['workflows-stay-in-the-sandbox', 'workflows/incident/takes-the-client.ts', '@temporalio/client'],
  ['workflows-take-activities-as-types', 'workflows/incident/runs-an-activity.ts', '../../activities/contain.ts'],
  ['activities-are-thin', 'activities/knows-an-adapter.ts', '../targets/bucket/bucket.ts'],
  ['activities-are-thin', 'activities/knows-the-gateway.ts', '../gateway/alerts.ts'],
  ['activities-are-thin', 'activities/does-io.ts', 'node:fs'],
  ['targets-know-contracts-only', 'targets/bucket/knows-activities.ts', '../../activities/contain.ts'],
  ['targets-never-import-each-other', 'targets/files/borrows.ts', '../bucket/bucket.ts'],
  ['targets-never-import-each-other', 'targets/store/knows-an-adapter.ts', '../bucket/bucket.ts'],
  ['ports-know-no-adapter', 'targets/choose.ts', './bucket/bucket.ts'],
  ['gateway-talks-through-contracts', 'gateway/knows-the-cli.ts', '../cli/show.ts'],
  ['gateway-talks-through-contracts', 'gateway/knows-an-adapter.ts', '../targets/bucket/bucket.ts'],
  ['cli-talks-through-contracts', 'cli/knows-activities.ts', '../activities/contain.ts'],
  ['console-talks-through-contracts', 'console/knows-the-gateway.ts', '../gateway/alerts.ts'],
  ['workflows-are-started-by-name', 'cli/loads-a-workflow.ts', '../workflows/bad-pack.ts'],
  ['nothing-imports-workers', 'cli/starts-a-worker.ts', '../workers/main.ts'],
  ['nothing-imports-staging', 'workers/embeds-staging.ts', '../staging/main.ts'],
  ['nothing-imports-test', 'workers/uses-a-harness.ts', '../test/harness.ts'],
  ['staging-knows-contracts-only', 'staging/borrows-an-adapter.ts', '../targets/bucket/bucket.ts'],
  ['runbooks-never-import-each-other', 'workflows/another.ts', './bad-pack.ts'],
  ['runbook-parts-are-its-own', 'workflows/third.ts', './bad-pack/prove.ts'],
  ['runbook-parts-are-its-own', 'workflows/third/borrows.ts', '../bad-pack/prove.ts'],
  ['runbook-parts-are-its-own', 'workflows/incident/knows-a-part.ts', '../bad-pack/prove.ts'],
  ['steps-know-no-runbook', 'workflows/third/knows-a-runbook.ts', '../bad-pack.ts'],
  ['steps-know-no-runbook', 'workflows/steps/knows-a-runbook.ts', '../bad-pack.ts'],
  ['no-cycles', 'contracts/chicken.ts', './egg.ts'],
  ['sandbox-stays-light', 'workflows/takes-a-schema.ts', '../contracts/alert.ts'],
  ['sandbox-stays-light', 'workflows/takes-a-built-in.ts', '../contracts/names.ts'],
];

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

let tree: string;
let violations: readonly Violation[];
const plant = (file: string, text: string): void => {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), `${text}\n`);
};

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'holdfast-imports-'));
  for (const [file, text] of Object.entries(lawful)) plant(file, text);
  for (const [, file, imports] of breaches) plant(file, `import * as it from '${imports}';\nexport const held = it;`);
  plant('contracts/egg.ts', "import { held } from './chicken.ts';\nexport const egg = held;");
  symlinkSync(join(checkout, 'node_modules'), join(tree, 'node_modules'));
  violations = configurations.flatMap(cruise);
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

function cruise(configuration: string): readonly Violation[] {
  const depcruise = realpathSync(join(checkout, 'node_modules', '.bin', 'depcruise'));
  const folders = [...new Set([...Object.keys(lawful), ...breaches.map(([, file]) => file)].map((file) => file.split('/')[0] ?? ''))];
  const args = [depcruise, '--config', join(checkout, configuration), '--output-type', 'json', ...folders];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 64_000_000 });
  if (!stdout) throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as { summary: { violations: readonly Violation[] } };
  return summary.violations;
}

test.each(breaches)('%s catches %s importing %s', (rule, file) => {
  expect(violations.filter(({ from }) => from === file).map(({ rule: { name } }) => name)).toContain(rule);
});

test('what the architecture allows passes', () => {
  const planted = new Set([...breaches.map(([, file]) => file), 'contracts/egg.ts']);
  expect(violations.filter(({ from }) => !planted.has(from))).toEqual([]);
});

test('every rule is tried', () => {
  const rules = configurations.flatMap((file) => {
    const print = `process.stdout.write(JSON.stringify(require(${JSON.stringify(join(checkout, file))}).forbidden.map((rule) => rule.name)))`;
    return JSON.parse(execFileSync(process.execPath, ['--eval', print], { encoding: 'utf8' })) as string[];
  });
  expect([...new Set(breaches.map(([rule]) => rule))].sort()).toEqual(rules.sort());
});
