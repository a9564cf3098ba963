import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pausedNotice } from '../../../domain/packs.ts';
import { startStaging, type Staging } from '../../support/staging.ts';
import { until } from '../../support/until.ts';

const path = '/v1/channels/acme/staging/au-nsw/changes';
const hold = { key: 'h', action: 'hold', name: 'inc-1', notice: pausedNotice, by: 'ana', reason: 'a test', expected_generation: 5 };

const answers = async (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

describe('a staging platform that ends', () => {
  let home: string;
  let staging: Staging;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'holdfast-staging-'));
    staging = await startStaging({ home });
  });
  afterEach(async () => {
    await staging.stop();
    await rm(home, { recursive: true, force: true });
  });

  test('continues where it was: token, keys, generations, holds, changes by key, cases', async () => {
    const first = await staging.ask(path, hold);
    await staging.ask('/v1/cases', {
      key: 'c',
      title: 'Fix',
      incident: 'INC-1',
      channel: { tenant: 'acme', environment: 'staging', name: 'au-nsw' },
      body: '',
    });
    const { token } = staging;
    await staging.stop();
    staging = await startStaging({ home });
    expect(staging.token).toBe(token);
    expect(await staging.ask(path, hold)).toEqual(first);
    expect(await staging.ask(path, { ...hold, reason: 'another' })).toMatchObject({ status: 422, body: { code: 'key-reused' } });
    expect(await staging.changes('acme', 'au-nsw')).toHaveLength(6);
    expect((await staging.ask('/v1/cases')).body).toMatchObject({ cases: [{ id: 'CASE-0001' }] });
    expect(await staging.reader('reader-1').serves('acme', 'au-nsw')).toMatchObject({ release_id: '2026.05', generation: 6 });
  });

  test('takes its readers with it, also when it is killed', async () => {
    const urls = staging.readers.map(({ url }) => url);
    await staging.kill();
    const ended = until(
      async () => Promise.all(urls.map(answers)),
      (still) => !still.includes(true),
    );
    expect(await ended).toEqual([false, false, false]);
  });

  test('after a crash between a change and its audit event, says that the change happened', async () => {
    const first = await staging.ask(path, hold);
    await staging.kill();
    const log = await readFile(join(home, 'audit.jsonl'), 'utf8');
    const withoutLast = log.split('\n').slice(0, -2).join('\n');
    await writeFile(join(home, 'audit.jsonl'), `${withoutLast}\n`);
    await appendFile(join(home, 'audit.jsonl'), '{"channel":{"ten');
    await rm(join(home, 'origins/mirror/acme/staging/au-nsw/pointer/000000000006.json'));
    staging = await startStaging({ home });
    expect(await staging.ask(path, hold)).toEqual(first);
    expect(await staging.changes('acme', 'au-nsw')).toHaveLength(6);
    expect(await staging.reader('reader-3').serves('acme', 'au-nsw')).toMatchObject({ generation: 6 });
    await staging.stop();
    staging = await startStaging({ home });
    expect(await staging.changes('acme', 'au-nsw')).toHaveLength(6);
  });

  test('a reader whose cache was damaged while it was down fetches the pack again', async () => {
    const { artifact_id } = await staging.reader('reader-1').serves('acme', 'au-nsw');
    await staging.stop();
    await writeFile(join(home, 'readers/reader-1/acme/staging/au-nsw', artifact_id, 'rules.json'), '{}');
    staging = await startStaging({ home });
    expect(await staging.reader('reader-1').serves('acme', 'au-nsw')).toMatchObject({ artifact_id });
  });
});

describe('the command line of the staging platform', () => {
  test('says what is missing and how it is used, and ends with 2', async () => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../../staging/main.ts', import.meta.url))], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said += String(text);
    });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(2);
    expect(said).toMatch(/--home: name the folder[\s\S]*usage: node staging\/main.ts/);
  });

  test('takes changes away that the platform shall not support', async () => {
    const staging = await startStaging({ without: ['hold', 'pin'] });
    expect((await staging.ask('/v1/describe')).body).toMatchObject({ actions: ['lift', 'quarantine', 'rebind', 'baseline'] });
    expect(await staging.ask(path, hold)).toMatchObject({ status: 422, body: { code: 'unsupported' } });
    expect(await staging.changes('acme', 'au-nsw')).toHaveLength(5);
    await staging.stop();
  });

  test('ends when its parent’s pipe ends', async () => {
    const home = await mkdtemp(join(tmpdir(), 'holdfast-staging-'));
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../../staging/main.ts', import.meta.url)), '--home', home], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = Promise.race([once(child, 'exit'), once(AbortSignal.timeout(10_000), 'abort').then(() => child.kill('SIGKILL'))]);
    await once(child.stdout, 'data');
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
    await rm(home, { recursive: true, force: true });
  });
});
