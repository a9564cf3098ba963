import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const checkout = resolve(__dirname, '../..');
const layers = '{domain,contracts,workflows,activities,workers,targets,gateway,cli,console,staging,bench,scripts,test}';
const tooLong = (pattern: string, limit: number): readonly string[] =>
  globSync(pattern, { cwd: checkout, exclude: ['**/node_modules/**', '**/dist/**'] })
    .map((file) => ({ file, lines: readFileSync(join(checkout, file), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > limit)
    .map(({ file, lines }) => `${file}: ${lines} lines`);

test('no source file is longer than 250 lines', () => {
  expect(tooLong(`${layers}/**/*.{ts,tsx,mjs}`, 250)).toEqual([]);
});

test('a runbook fits on two screens: no file of a runbook is longer than 120 lines', () => {
  expect(tooLong('workflows/*.ts', 120)).toEqual([]);
});
