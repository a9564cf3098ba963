import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelInHand, type ChannelInHand } from '../support/channel-in-hand.ts';
import { startStaging, type Staging } from '../support/staging.ts';
import { until } from '../support/until.ts';

describe('serving baseline only (BK-BP3) on the staging platform', () => {
  let home: string;
  let staging: Staging;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'holdfast-staging-'));
    staging = await startStaging({ home });
  });
  afterAll(async () => {
    await staging.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  const acme = (channel: string): ChannelInHand => channelInHand(staging, 'acme', channel);
  const baselineOf = (tenant: string) => channelInHand(staging, tenant, 'baseline').release('2026.05');
  const everyReaderServes = (tenant: string, channel: string, artifact: string): Promise<unknown> =>
    Promise.all(
      staging.readers.map(({ name }) =>
        until(
          () => staging.reader(name).serves(tenant, channel),
          ({ artifact_id }) => artifact_id === artifact,
        ),
      ),
    );
  const json = async (url: string): Promise<unknown> => (await fetch(url)).json();
  const metrics = async (): Promise<string> => String((await staging.ask('/metrics')).body);

  test('answers every route of the channel from the baseline’s pack, at every reader, and says whose it is', async () => {
    const nsw = acme('au-nsw');
    const baseline = await baselineOf('acme');
    await staging.fault('payload-corrupted', { tenant: 'acme', channel: 'au-nsw' });
    expect(await nsw.change({ action: 'baseline', baseline: 'baseline' })).toMatchObject({
      status: 200,
      body: { action: 'baseline', generation_before: 6, generation_after: 7, already: false },
    });
    await everyReaderServes('acme', 'au-nsw', baseline.artifact_id);
    for (const { url } of staging.readers) {
      const at = (channel: string): string => `${url}/v1/channels/acme/staging/${channel}`;
      expect(await json(`${at('au-nsw')}/manifest`)).toMatchObject({ ...baseline, generation: 7 });
      for (const path of ['resolve?q=bins', 'rules/bins-out', 'files/rules.json'])
        expect(await json(`${at('au-nsw')}/${path}`)).toEqual(await json(`${at('baseline')}/${path}`));
      expect(await json(`${at('au-vic')}/manifest`)).not.toMatchObject(baseline);
    }
    expect((await staging.ask('/')).body).toMatch(/Serving baseline only/);
    expect((await staging.ask('/status')).body).toMatchObject({
      channels: expect.arrayContaining([
        expect.objectContaining({
          channel: { tenant: 'acme', environment: 'staging', name: 'au-nsw' },
          baseline_only: 'baseline',
          readers: Array.from({ length: 3 }, () => expect.objectContaining({ serves: 'baseline 2026.05', generation: 7, trouble: null })),
        }),
      ]),
    });
    expect(await metrics()).toContain('staging_truth_disagreements{tenant="acme",environment="staging",channel="au-nsw"} 0');
    expect(await metrics()).toContain(
      'staging_reader_generation{reader="reader-3",tenant="acme",environment="staging",channel="au-nsw"} 7',
    );
    expect(await metrics()).not.toMatch(/^staging_activation_rejected\{/m);
  });

  test('is idempotent by key, compare-and-swap, and already so the second time', async () => {
    const vic = acme('au-vic');
    const put = { action: 'baseline', baseline: 'baseline', key: 'b' } as const;
    expect(await vic.change({ ...put, expected_generation: 4 })).toMatchObject({ status: 409, body: { code: 'generation-conflict' } });
    const first = await vic.change({ ...put, expected_generation: 5 });
    expect(await vic.change({ ...put, expected_generation: 5 })).toEqual(first);
    expect(await vic.change({ ...put, key: 'c' })).toMatchObject({ status: 200, body: { already: true, generation_after: 6 } });
    expect(await staging.changes('acme', 'au-vic')).toHaveLength(7);
  });

  test('refuses a channel that is not the tenant’s baseline, and the baseline itself', async () => {
    const akl = acme('nz-akl');
    for (const name of ['au-vic', 'nowhere'])
      expect(await akl.change({ action: 'baseline', baseline: name })).toMatchObject({ status: 422, body: { code: 'unknown-baseline' } });
    const itself = acme('baseline');
    expect(await itself.change({ action: 'baseline', baseline: 'baseline' })).toMatchObject({
      status: 422,
      body: { code: 'unknown-baseline' },
    });
    expect(await akl.generation()).toBe(5);
  });

  test('ends with a rebind, to an older release or to the one that is current already', async () => {
    const nsw = channelInHand(staging, 'globex', 'au-nsw');
    const baseline = await baselineOf('globex');
    await nsw.change({ action: 'baseline', baseline: 'baseline' });
    await everyReaderServes('globex', 'au-nsw', baseline.artifact_id);
    const current = await nsw.release('2026.05');
    expect(await nsw.change({ action: 'rebind', ...current })).toMatchObject({
      status: 200,
      body: { already: false, generation_after: 7 },
    });
    await everyReaderServes('globex', 'au-nsw', current.artifact_id);
    await nsw.change({ action: 'baseline', baseline: 'baseline' });
    await everyReaderServes('globex', 'au-nsw', baseline.artifact_id);
    const older = await nsw.release('2026.04');
    expect(await nsw.change({ action: 'rebind', ...older })).toMatchObject({ status: 200, body: { generation_after: 9 } });
    await everyReaderServes('globex', 'au-nsw', older.artifact_id);
    expect((await staging.ask('/status')).body).toMatchObject({
      channels: expect.arrayContaining([
        expect.objectContaining({ channel: { tenant: 'globex', environment: 'staging', name: 'au-nsw' }, baseline_only: null }),
      ]),
    });
  });

  test('follows a rollback that a reader had not seen when the order came', async () => {
    const akl = channelInHand(staging, 'globex', 'nz-akl');
    const baseline = await baselineOf('globex');
    await staging.fault('wrong-content', { tenant: 'globex', channel: 'nz-akl' });
    await akl.everyReaderServes('2026.06');
    await staging.fault('reader-stuck', { reader: 'reader-1' });
    const good = await akl.release('2026.05');
    await akl.change({ action: 'rebind', ...good });
    await akl.change({ action: 'baseline', baseline: 'baseline' });
    await staging.mend('reader-stuck');
    await everyReaderServes('globex', 'nz-akl', baseline.artifact_id);
    expect(await akl.change({ action: 'rebind', ...good })).toMatchObject({ status: 200 });
    await everyReaderServes('globex', 'nz-akl', good.artifact_id);
  });

  test('outlasts a promotion, and a restart on origins that lost it', async () => {
    const akl = acme('nz-akl');
    const baseline = await baselineOf('acme');
    await akl.change({ action: 'baseline', baseline: 'baseline' });
    expect((await staging.ask('/pipeline/acme/nz-akl/publish', {})).status).toBe(200);
    await until(
      () => staging.reader('reader-3').serves('acme', 'nz-akl'),
      ({ generation }) => generation === 7,
    );
    expect(await staging.reader('reader-3').serves('acme', 'nz-akl')).toMatchObject(baseline);
    await staging.stop();
    // An origin that lost its newest generations must not bring back what the channel may not serve.
    for (const origin of ['primary', 'mirror'])
      for (const generation of [6, 7])
        await rm(join(home, 'origins', origin, `acme/staging/nz-akl/pointer/00000000000${generation}.json`), { force: true });
    staging = await startStaging({ home });
    expect(await staging.reader('reader-3').serves('acme', 'nz-akl')).toMatchObject({ ...baseline, generation: 7 });
  });
});

describe('a staging platform without a baseline', () => {
  test('does not say that it can, and refuses', async () => {
    const staging = await startStaging({ without: ['baseline'] });
    expect((await staging.ask('/v1/describe')).body).toMatchObject({ actions: ['hold', 'lift', 'quarantine', 'rebind', 'pin'] });
    const nsw = channelInHand(staging, 'acme', 'au-nsw');
    expect(await nsw.change({ action: 'baseline', baseline: 'baseline' })).toMatchObject({ status: 422, body: { code: 'unsupported' } });
    await staging.stop();
  });
});
