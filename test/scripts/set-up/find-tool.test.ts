import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cacheFolder, findTool } from '../../../scripts/set-up/find-tool.mjs';
import { temporal, temporalTestServer } from '../../../scripts/set-up/tools.mjs';
import { fakeProgram } from '../../support/fake-program.ts';

const runs = 'echo "temporal version 1.9.1 (Server 1.32.0)"';
let home: string;
let cache: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-find-'));
  cache = join(home, 'cache');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const look = (env: NodeJS.ProcessEnv, tool = temporal) => findTool(tool, { env: { PATH: '/usr/bin:/bin', ...env }, cache });

test('the variable is taken before PATH, PATH before the cache', async () => {
  const named = fakeProgram(join(home, 'named', 'my-temporal'), runs);
  const onPath = fakeProgram(join(home, 'path', 'temporal'), runs);
  const cached = fakeProgram(join(cache, 'temporal'), runs);
  const PATH = `${join(home, 'path')}:/usr/bin:/bin`;
  expect((await look({ PATH, HOLDFAST_TEMPORAL: named })).found).toMatchObject({ path: named, from: 'HOLDFAST_TEMPORAL' });
  expect((await look({ PATH })).found).toMatchObject({ path: onPath, from: 'PATH' });
  expect((await look({})).found).toMatchObject({ path: cached, from: 'cache' });
});

test('what is on PATH under the right name but does not run is passed over, and the next one is tried', async () => {
  fakeProgram(join(home, 'first', 'temporal'), 'echo "no version is set for command temporal" >&2; exit 127');
  const second = fakeProgram(join(home, 'second', 'temporal'), runs);
  const { found } = await look({ PATH: [join(home, 'first'), join(home, 'second'), '/usr/bin', '/bin'].join(':') });
  expect(found?.path).toBe(second);
});

test('a variable that names something else is an error, not a reason to look elsewhere', async () => {
  fakeProgram(join(cache, 'temporal'), runs);
  const other = fakeProgram(join(home, 'other'), 'echo "some other program"');
  await expect(look({ HOLDFAST_TEMPORAL: other })).rejects.toThrow(
    `HOLDFAST_TEMPORAL names ${other}, which is not a Temporal command-line tool`,
  );
  await expect(look({ HOLDFAST_TEMPORAL: join(home, 'absent') })).rejects.toThrow('HOLDFAST_TEMPORAL names');
});

test('where nothing is found, each place that was looked at is named', async () => {
  mkdirSync(cache);
  writeFileSync(join(cache, 'temporal'), 'cannot be executed');
  const broken = fakeProgram(join(home, 'path', 'temporal'), 'exit 1');
  const { found, tried } = await look({ PATH: `${join(home, 'path')}:/usr/bin:/bin` });
  expect(found).toBeUndefined();
  expect(tried).toEqual(['HOLDFAST_TEMPORAL: not set', `PATH: ${broken} does not run`, `cache: nothing at ${join(cache, 'temporal')}`]);
});

test('the test server has a name and a variable of its own', async () => {
  const answers = 'echo "at io.temporal.testserver.TestServer.main(TestServer.java:22)" >&2; exit 1';
  const cached = fakeProgram(join(cache, 'temporal-test-server'), answers);
  expect((await look({}, temporalTestServer)).found?.path).toBe(cached);
  const named = fakeProgram(join(home, 'server'), answers);
  expect((await look({ HOLDFAST_TEMPORAL_TEST_SERVER: named }, temporalTestServer)).found?.path).toBe(named);
});

test('the cache belongs to the checkout unless HOLDFAST_CACHE moves it; HOLDFAST_HOME does not', () => {
  expect(cacheFolder({ HOLDFAST_HOME: '/elsewhere' })).toMatch(/\/\.holdfast\/bin$/);
  expect(cacheFolder({ HOLDFAST_HOME: '/elsewhere' })).not.toContain('elsewhere');
  expect(cacheFolder({ HOLDFAST_CACHE: '/shared/programs' })).toBe('/shared/programs');
});
