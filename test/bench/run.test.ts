import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const folder = resolve(__dirname, '../../bench');
const bench = (...args: string[]) => spawnSync(process.execPath, [resolve(folder, 'run.ts'), ...args], { encoding: 'utf8' });
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') && file !== 'run.ts' ? [file.replace('.ts', '')] : []));

test('without a name it lists every benchmark, each with a sentence that says what it measures', () => {
  const { stdout, status } = bench();
  expect(status).toBe(0);
  const listed = stdout.trim().split('\n').slice(1);
  expect(listed.map((line) => line.trim().split(' ')[0])).toEqual(names);
  for (const line of listed) expect(line).toMatch(/^ {2}[a-z-]+ +[A-Z].{20,}\.$/);
});

test('a name that is none is refused, with the list', () => {
  const { stdout, status } = bench('no-such');
  expect(status).toBe(2);
  expect(stdout).toContain("There is no benchmark 'no-such'");
  for (const name of names) expect(stdout).toContain(name);
});
