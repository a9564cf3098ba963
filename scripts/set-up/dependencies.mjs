import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lockChanges } from './lock-changes.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { runProgram } from './run-program.mjs';
import { say, whileSaying } from './say.mjs';

/** @typedef {(args: string[]) => Promise<{ ok: boolean, output: string }>} Npm */

/**
 * Installs what the lock names, once per lock. A second call looks at a stamp and touches neither network nor disk.
 * @param {string} checkout
 * @param {Npm} [npm]
 * @throws when it cannot be had, with what was tried; the lock file is as it was either way
 */
export async function dependencies(checkout, npm = npmIn(checkout)) {
  if (isInstalled(checkout)) return;
  await oneAtATime(join(checkout, '.holdfast', 'set-up.lock'), async () => {
    if (isInstalled(checkout)) return;
    say('installing the dependencies that the lock names');
    const { seconds } = await whileSaying('installing dependencies', () => install(checkout, npm));
    writeFileSync(stamp(checkout), wanted(checkout));
    say(`dependencies installed in ${seconds} s`);
  });
}

/** @param {string} checkout @param {Npm} npm */
async function install(checkout, npm) {
  const lock = join(checkout, 'package-lock.json');
  const before = readFileSync(lock, 'utf8');
  rmSync(stamp(checkout), { force: true });
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const clean = await npm(['ci', ...options]);
  if (clean.ok) return;
  say('`npm ci` refused (some registries lack packages of other platforms); `npm install` with the same lock');
  const plain = await npm(['install', ...options]);
  const changes = lockChanges(before, readFileSync(lock, 'utf8'));
  writeFileSync(lock, before);
  const lead = isOffline(clean) && isOffline(plain) ? `${offline}\n` : '';
  if (!plain.ok)
    throw new Error(`${lead}The dependencies could not be installed.\n  npm ci: ${reason(clean)}\n  npm install: ${reason(plain)}`);
  if (changes.length > 0) {
    throw new Error(`The lock does not fit package.json; run \`npm install\` by hand and commit the lock:\n  ${changes.join('\n  ')}`);
  }
}

const offline =
  'No package registry can be reached from here: is this machine offline, or does it need a proxy or a registry of its own (npm config set registry URL)? ' +
  'Run it once with a network; later runs need none.';

/** @param {{ output: string }} run */
function isOffline({ output }) {
  return /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ENOTCACHED)\b/.test(output);
}

/** @param {{ output: string }} run */
function reason(run) {
  const lines = run.output.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, ''));
  return (
    lines
      .filter((line) => line && !line.startsWith('code '))
      .slice(0, 3)
      .join(' ') || 'said nothing'
  );
}

/** @param {string} checkout */
function stamp(checkout) {
  return join(checkout, 'node_modules', '.holdfast-lock');
}

/** @param {string} checkout */
function wanted(checkout) {
  const digest = createHash('sha256')
    .update(readFileSync(join(checkout, 'package-lock.json')))
    .digest('hex');
  return `${digest} ${process.platform} ${process.arch}\n`;
}

/** @param {string} checkout */
function isInstalled(checkout) {
  return existsSync(stamp(checkout)) && readFileSync(stamp(checkout), 'utf8') === wanted(checkout);
}

/** npm on the machine's own Node: not on the one inside node_modules, which it may be about to replace. @param {string} checkout @returns {Npm} */
function npmIn(checkout) {
  const own = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.endsWith(join('node_modules', '.bin')));
  const env = { ...process.env, PATH: own.join(delimiter) };
  return (args) => runProgram('npm', args, { cwd: checkout, env, shell: process.platform === 'win32' });
}
