import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freePort } from '../../../workers/embedded/free-port.ts';
import { holdfast } from '../../support/product-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-starting-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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

test('`up` whose Temporal ends at once quotes what it said last', async () => {
  const temporal = join(folder, 'temporal');
  writeFileSync(temporal, '#!/bin/sh\necho starting\necho "Error: no such flag"\nexit 1\n', { mode: 0o755 });
  const path = join(folder, 'home');
  const ran = await holdfast(['up'], { HOLDFAST_HOME: path, HOLDFAST_TEMPORAL: temporal });
  expect(ran).toMatchObject({
    code: 1,
    err: `holdfast: Temporal ended at once with 1: ${join(path, 'logs', 'temporal.log')} says why, last: Error: no such flag\n`,
  });
});
