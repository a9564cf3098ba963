import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const checkout = resolve(__dirname, '../..');
const page = readFileSync(join(checkout, 'docs', 'track-record.md'), 'utf8');
const text = (file: string): string => readFileSync(join(checkout, file), 'utf8');

const named = [...page.matchAll(/`(test\/[^`]+\.test\.ts)`: "([^"]+)"/g)].map(([, file = '', title = '']) => [file, title] as const);
const files = [...page.matchAll(/`((?:activities|contracts|domain|targets|test|workers|workflows)\/[^`]+\.ts)`/g)].map(
  ([, file = '']) => file,
);

test('every row of a bug names the test that sees it', () => {
  const [, bugs = ''] = page.split('## Bugs that were found');
  const rows = bugs
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1);
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.filter((row) => !/`test\/[^`]+\.test\.ts`: "/.test(row))).toEqual([]);
});

test.each(named)('%s has "%s"', (file, title) => {
  expect(text(file)).toContain(`'${title}'`);
});

test('every file that it names is there', () => {
  expect(files.filter((file) => !existsSync(join(checkout, file)))).toEqual([]);
});

test('every promise of random nights has a row with a way to break it, and every row is of one', () => {
  const folder = join(checkout, 'test', 'model', 'invariants');
  const promises = readdirSync(folder).map((file) => file.replace('.ts', ''));
  const [, table = ''] = page.split('## Promises, each seen broken');
  const rows = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name);
  expect(rows.toSorted()).toEqual(promises.filter((name) => !['all', 'invariant', 'moves-of'].includes(name)).toSorted());
});
