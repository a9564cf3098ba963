import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { gatewayLogFields } from '../../gateway/log.ts';
import { readHeaders } from '../../targets/read-header.ts';
import { workerLogFields } from '../../workers/logger.ts';

const checkout = resolve(__dirname, '../..');
const text = (file: string): string => readFileSync(join(checkout, file), 'utf8');
const ticked = (words = ''): readonly string[] => [...words.matchAll(/`([^`]+)`/g)].map(([, found = '']) => found);
const row = (file: string, name: string): string | undefined => new RegExp(`^\\| ${name} \\|.*`, 'm').exec(text(file))?.[0];

test.each([
  ['gateway', gatewayLogFields],
  ['worker', workerLogFields],
])('the manual lists the fields that the log of the %s has', (name, fields) => {
  expect(ticked(row('docs/configuration.md', name))).toEqual(fields);
});

test('the manual lists the headers of answers that are read, and nobody reads another', () => {
  const [, read] = /only (.+?) are read/.exec(row('docs/evidence.md', 'an answer of the platform') ?? '') ?? [];
  expect(ticked(read)).toEqual(readHeaders);
  const files = globSync('{activities,cli,contracts,gateway,targets,workers}/**/*.ts', { cwd: checkout });
  const readers = files.filter((file) => /headers\s*\.get\(|headers\[|headers\.(?!authorization\b|has\(|set\(|delete\()/.test(text(file)));
  expect(
    readers.filter((file) => !['targets/read-header.ts', 'targets/store/s3-bucket.ts', 'targets/store/s3-client.ts'].includes(file)),
  ).toEqual([]);
});
