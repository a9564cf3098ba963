// Every check and every test, in one command and with one closing line. `npm test` runs it with everything set up.
//   node scripts/test.mjs                        checks, then all tests
//   node scripts/test.mjs --only-checks [NAME]   checks, or the one named
//   node scripts/test.mjs JEST ARGUMENTS...      these tests only, no checks
//   node scripts/test.mjs --full ...             the same with the tests in test/e2e/full, which take many minutes
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks } from './checks.mjs';
import { inOrder } from './in-order.mjs';
import { runProgram } from './set-up/run-program.mjs';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2).filter((one) => one !== '--full');
const full = process.argv.includes('--full') ? { HOLDFAST_FULL_TESTS: '1' } : {};
const onlyChecks = args[0] === '--only-checks';
const sum = { passed: 0, failed: 0, skipped: 0 };

if (onlyChecks || args.length === 0) await check(args[1]);
if (!onlyChecks) await jest();
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}\n`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;

/** @param {string | undefined} name */
async function check(name) {
  const wanted = checks(checkout).filter((one) => name === undefined || one.name === name);
  if (wanted.length === 0) process.stderr.write(`There is no check called ${name}.\n`);
  const run = async (/** @type {typeof wanted[number]} */ { name, what, command: [program, ...rest] }) => {
    const began = performance.now();
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
    const { ok, output } = await runProgram(program, rest, { cwd: checkout, env, shell: process.platform === 'win32' });
    return { name, what, ok, output, seconds: ((performance.now() - began) / 1000).toFixed(1) };
  };
  await inOrder(wanted, 2, run, ({ name, what, ok, output, seconds }) => {
    sum[ok ? 'passed' : 'failed'] += 1;
    process.stdout.write(`${ok ? 'PASS' : 'FAIL'} ${name}: ${what} (${seconds} s)\n${ok ? '' : `${output.trim()}\n\n`}`);
  });
}

/** Adds jest's numbers; a jest that ended without leaving any has failed, whatever it said. */
async function jest() {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  const totals = join(folder, 'totals.json');
  const binary = join(checkout, 'node_modules', 'jest', 'bin', 'jest.js');
  const env = { ...process.env, ...full, HOLDFAST_TEST_TOTALS: totals };
  const child = spawn(process.execPath, [binary, ...args], { cwd: checkout, stdio: 'inherit', env });
  const code = await new Promise((resolve) => child.on('exit', (number) => resolve(number ?? 1)));
  const counted = read(totals);
  rmSync(folder, { recursive: true, force: true });
  sum.passed += counted.passed;
  sum.skipped += counted.skipped;
  sum.failed += code !== 0 && counted.failed === 0 ? 1 : counted.failed;
}

/** @param {string} file @returns {{ passed: number, failed: number, skipped: number }} */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
