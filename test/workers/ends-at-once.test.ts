import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Ran } from '../support/product-process.ts';

const program = fileURLToPath(new URL('../../workers/main.ts', import.meta.url));

/** Runs the command; after it said that it failed, it has five seconds to end, or `code` is null. */
async function ends(args: readonly string[], folder: string, run: string): Promise<Ran> {
  const env = { ...process.env, HOLDFAST_HOME: run };
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder, env });
  let err = '';
  let out = '';
  let impatient: NodeJS.Timeout | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    if (err.includes('holdfast: ')) impatient ??= setTimeout(() => child.kill('SIGKILL'), 5_000);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(impatient);
  return { code, out, err };
}

describe('a command that cannot begin says why, and ends at once with 1', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'holdfast-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test.each([['missing.yaml'], ['bad.yaml'], [null]])('serve with %s', async (file) => {
    await writeFile(join(folder, 'bad.yaml'), 'instance: 7\n');
    const ran = await ends(['serve', ...(file ? ['--config', file] : [])], folder, join(folder, 'home'));
    expect(ran.err).toContain(file ?? 'holdfast.yaml');
    expect(ran.code).toBe(1);
  });

  const alone = (token: string): string => `temporal: {address: '127.0.0.1:1'}
people: [{name: Ana, roles: [on-call, incident-commander, duty-manager], keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEUjO/jRQN9A8TnIsTfAoDbByNO+yDDclcTiRUTL+/ia']}]
targets:
  packs: {origins: [{name: primary, path: .}]}
  publisher: {url: 'http://127.0.0.1:1', token: '${token}'}
  cases: {url: 'http://127.0.0.1:1', token: '${token}'}
  serving: {readers: [{name: one, url: 'http://127.0.0.1:1'}]}
  trustRoots: {metadata: m, pinned: p}
  vault: {path: vault, spool: spool}
evidence: {key: 'file:token'}
`;

  test('serve without Temporal, in the words of doctor; without its secrets, with all of them', async () => {
    await writeFile(join(folder, 'token'), 'a token');
    await writeFile(join(folder, 'alone.yaml'), alone('file:token'));
    const { code, err } = await ends(['serve', '--config', 'alone.yaml'], folder, join(folder, 'home'));
    expect([code, err]).toEqual([1, 'holdfast: Temporal does not answer at 127.0.0.1:1: start it, or correct temporal.address\n']);
    await writeFile(join(folder, 'alone.yaml'), alone('env:HOLDFAST_NOT_SET'));
    const unset = await ends(['serve', '--config', 'alone.yaml'], folder, join(folder, 'home'));
    const where = (column: number, line: number): string => `alone.yaml:${line}:${column} targets`;
    expect([unset.code, unset.err]).toEqual([
      1,
      [`${where(49, 5)}.publisher.token`, `${where(45, 6)}.cases.token`]
        .map((field) => `${field}: env:HOLDFAST_NOT_SET is not set: set HOLDFAST_NOT_SET in the environment of holdfast\n`)
        .join(''),
    ]);
  });

  test.each([[['demo']], [['demo', '--once']], [['up']]])('%j while another run is up', async (args) => {
    const home = join(folder, 'home');
    const where = ['gateway', 'temporal', 'temporalUi', 'staging', 'namespace', 'taskQueue'].map((name) => [name, 'x']);
    // This very process is the other run.
    const other = { ...Object.fromEntries(where), readers: [], pid: process.pid };
    await mkdir(home);
    await writeFile(join(home, 'run.json'), JSON.stringify(other));
    const ran = await ends(args, folder, home);
    expect(ran.err).toContain(`process ${process.pid} uses ${home} already`);
    expect(ran.code).toBe(1);
  });
});
