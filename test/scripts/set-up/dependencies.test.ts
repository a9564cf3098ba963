import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { dependencies, type Npm } from '../../../scripts/set-up/dependencies.mjs';

const lock = (packages: Record<string, object>): string => JSON.stringify({ packages });
const locked = lock({ 'node_modules/a': { version: '1.0.0' } });
let checkout: string;
let asked: string[];
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'holdfast-dependencies-'));
  writeFileSync(join(checkout, 'package-lock.json'), locked);
  asked = [];
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(checkout, { recursive: true, force: true });
});

/** An npm whose `ci` and `install` end as told; install leaves this lock behind. */
const npm = (ci: boolean, install = true, leaves = locked): Npm => {
  return async ([verb = '']) => {
    asked.push(verb);
    mkdirSync(join(checkout, 'node_modules'), { recursive: true });
    if (verb === 'install') writeFileSync(join(checkout, 'package-lock.json'), leaves);
    const ok = verb === 'ci' ? ci : install;
    return { ok, output: ok ? '' : `npm error code E404\nnpm error ${verb} could not find a@1.0.0` };
  };
};

test('a second set-up asks npm nothing; another lock, or node_modules gone, asks again', async () => {
  await dependencies(checkout, npm(true));
  await dependencies(checkout, npm(true));
  expect(asked).toEqual(['ci']);
  writeFileSync(join(checkout, 'package-lock.json'), lock({}));
  await dependencies(checkout, npm(true));
  rmSync(join(checkout, 'node_modules'), { recursive: true });
  await dependencies(checkout, npm(true));
  expect(asked).toEqual(['ci', 'ci', 'ci']);
});

test('where npm ci refuses, npm install with the same lock does; packages of other platforms that it adds are not kept', async () => {
  const leaves = lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/a-darwin': { version: '1.0.0', optional: true } });
  await dependencies(checkout, npm(false, true, leaves));
  expect(asked).toEqual(['ci', 'install']);
  expect(readFileSync(join(checkout, 'package-lock.json'), 'utf8')).toBe(locked);
});

test('an install that would change what is locked is refused, the lock is put back, and the next set-up tries again', async () => {
  const leaves = lock({ 'node_modules/a': { version: '1.0.1' }, 'node_modules/b': { version: '2.0.0' } });
  await expect(dependencies(checkout, npm(false, true, leaves))).rejects.toThrow(
    /does not fit package\.json.*\n  node_modules\/a: 1\.0\.0 became 1\.0\.1\n  node_modules\/b: 2\.0\.0 is new$/,
  );
  expect(readFileSync(join(checkout, 'package-lock.json'), 'utf8')).toBe(locked);
  await dependencies(checkout, npm(true));
  expect(asked).toEqual(['ci', 'install', 'ci']);
});

test('when neither works, both reasons are given', async () => {
  await expect(dependencies(checkout, npm(false, false))).rejects.toThrow(
    'The dependencies could not be installed.\n  npm ci: ci could not find a@1.0.0\n  npm install: install could not find a@1.0.0',
  );
});

test('without a network that is said first, and what to do', async () => {
  const offline: Npm = async () => ({
    ok: false,
    output: 'npm error code EAI_AGAIN\nnpm error request to https://registry.example/a failed',
  });
  await expect(dependencies(checkout, offline)).rejects.toThrow(
    /^No package registry can be reached from here: is this machine offline.*\nThe dependencies/,
  );
});

test('two set-ups at once install once', async () => {
  await Promise.all([dependencies(checkout, npm(true)), dependencies(checkout, npm(true))]);
  expect(asked).toEqual(['ci']);
});

test('a lock left by a set-up that was killed is taken over', async () => {
  mkdirSync(join(checkout, '.holdfast'));
  writeFileSync(join(checkout, '.holdfast', 'set-up.lock'), '2147483646');
  await dependencies(checkout, npm(true));
  expect(asked).toEqual(['ci']);
  expect(existsSync(join(checkout, '.holdfast', 'set-up.lock'))).toBe(false);
});
