import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const checkout = resolve(__dirname, '../..');
let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'holdfast-closing-'));
  mkdirSync(join(project, 'test'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** Runs a small project's tests under our reporter, as a person would call jest. */
function run(tests: Record<string, string>): {
  readonly status: number | null;
  readonly closing: string | undefined;
  readonly said: string;
} {
  for (const [file, text] of Object.entries(tests)) writeFileSync(join(project, 'test', file), text);
  const config = { rootDir: project, transform: {}, reporters: ['default', join(checkout, 'test/support/closing-line.ts')] };
  const { HOLDFAST_TEST_TOTALS: _, ...env } = process.env;
  const args = [join(checkout, 'node_modules/jest/bin/jest.js'), '--config', JSON.stringify(config), '--no-cache', '-i'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  return { status, closing: stdout.trim().split('\n').at(-1), said: stderr };
}

test('the closing line counts what passed, failed and was skipped, and the skipped are named', () => {
  const { status, closing, said } = run({
    'a.test.js':
      "test('holds', () => {}); test('breaks', () => { throw new Error('x') }); test.skip('is left out', () => {}); test.todo('is to come');",
  });
  expect(closing).toBe('1 passed, 1 failed, 2 skipped');
  expect(said).toContain('SKIPPED, 2 tests did not run:\n  is left out\n  is to come');
  expect(status).toBe(1);
});

test('a file that cannot run counts as a failure', () => {
  const { status, closing } = run({ 'a.test.js': "test('holds', () => {});", 'b.test.js': "throw new Error('does not load');" });
  expect(closing).toBe('1 passed, 1 failed');
  expect(status).toBe(1);
});

test('a run without tests fails', () => {
  expect(run({}).status).not.toBe(0);
});
