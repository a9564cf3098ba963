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
