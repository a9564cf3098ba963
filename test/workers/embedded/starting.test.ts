import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freePort } from '../../../workers/embedded/free-port.ts';
import { home } from '../../../workers/embedded/home.ts';
import { startStaging } from '../../../workers/embedded/staging-process.ts';
import { startTemporal } from '../../../workers/embedded/temporal-server.ts';
import { holdfast } from '../../support/product-process.ts';

const temporalHere = process.env['HOLDFAST_TEMPORAL'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-starting-'));
});
afterEach(() => {
  if (temporalHere === undefined) delete process.env['HOLDFAST_TEMPORAL'];
  else process.env['HOLDFAST_TEMPORAL'] = temporalHere;
  rmSync(folder, { recursive: true, force: true });
});

/** Listens on `port`, any where it is 0, and stops again. */
async function listens(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const got = (server.address() as AddressInfo).port;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return got;
}

test('a free port is kept from whoever asks for any port, and is there for the one who names it', async () => {
  const ours: number[] = [];
  for (let n = 0; n < 100; n += 1) ours.push(await freePort());
  const others: number[] = [];
  for (let n = 0; n < 4_000; n += 1) others.push(await listens(0));
  expect(others.filter((port) => ours.includes(port))).toEqual([]);
  for (const port of ours) expect(await listens(port)).toBe(port);
});

/** A Temporal that is this script. */
function scripted(script: string): string {
  const temporal = join(folder, 'temporal');
  writeFileSync(temporal, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return temporal;
}

test('`up` whose Temporal ends at once quotes what it said last, and the next run nothing that this one said', async () => {
  const path = join(folder, 'home');
  const log = join(path, 'logs', 'temporal.log');
  const temporal = scripted('echo starting\necho "Error: no such flag"\nexit 1');
  const ran = await holdfast(['up'], { HOLDFAST_HOME: path, HOLDFAST_TEMPORAL: temporal });
  expect(ran).toMatchObject({ code: 1, err: `holdfast: Temporal ended at once with 1: ${log} says why, last: Error: no such flag\n` });
  process.env['HOLDFAST_TEMPORAL'] = scripted('kill -9 $$');
  await expect(startTemporal(home({ HOLDFAST_HOME: path }))).rejects.toThrow(
    new Error(`Temporal ended at once with SIGKILL: ${log} says why`),
  );
});

test('a staging platform that crashes is quoted with its error, once all that it said is in the log', async () => {
  const at = home({ HOLDFAST_HOME: join(folder, 'home') });
  rmSync(at.packs, { recursive: true });
  writeFileSync(at.packs, 'a file where the folder should be');
  await expect(startStaging(at)).rejects.toThrow(/ended with 1 before it was ready: .*staging\.log says why, last: Error: EEXIST: /);
});
