import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changeSchema } from '../../contracts/platform-api.ts';
import { channelInHand, type ChannelInHand } from '../support/channel-in-hand.ts';
import { expectNoFaultNamed } from '../support/never-named.ts';
import { startStaging, type Staging } from '../support/staging.ts';
import { until } from '../support/until.ts';

describe('the publisher of the staging platform, when it fails', () => {
  let staging: Staging;
  beforeAll(async () => {
    staging = await startStaging();
  });
  afterAll(() => staging.stop());

  const outcome = (tenant: string, channel: string, key: string) => staging.ask(`/v1/channels/${tenant}/staging/${channel}/changes/${key}`);
  const blocked = (tenant: string, channel: string): string =>
    `staging_publish_blocked_total{tenant="${tenant}",environment="staging",channel="${channel}",stage="promote"} 1`;
  /** Holds, quarantines what is current and goes back to 2026.05: what a rollback does. */
  const rollBack = async (channel: ChannelInHand, bad: string): Promise<void> => {
    await channel.hold();
    await channel.change({ action: 'quarantine', ...(await channel.release(bad)) });
    expect(await channel.change({ action: 'rebind', ...(await channel.release('2026.05')) })).toMatchObject({ status: 200 });
  };

  test('answers 500 as often as told, does nothing, and then works', async () => {
    const channel = channelInHand(staging, 'acme', 'au-nsw');
    await staging.fault('publisher-error', { action: 'hold', count: 2 });
    for (let time = 0; time < 2; time += 1) expect(await channel.hold()).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(await outcome('acme', 'au-nsw', 'hold-5')).toMatchObject({ status: 404, body: { code: 'unknown-key' } });
    expect(await channel.generation()).toBe(5);
    expect(await channel.hold()).toMatchObject({ status: 200, body: { generation_after: 6 } });
  });

  test('answers 200 with a change that looks like any other, and has done nothing', async () => {
    const channel = channelInHand(staging, 'acme', 'au-vic');
    await staging.fault('publisher-does-nothing', { action: 'hold' });
    const said = await channel.hold();
    expect(said.status).toBe(200);
    const told = changeSchema.parse(said.body);
    expect(await outcome('acme', 'au-vic', 'hold-5')).toMatchObject({ status: 404, body: { code: 'unknown-key' } });
    expect(await staging.changes('acme', 'au-vic')).toHaveLength(5);
    expect(await channel.generation()).toBe(5);
    const done = changeSchema.parse((await channel.hold()).body);
    expect({ ...told, audit_event: { ...told.audit_event, at: '', digest: '' } }).toEqual({
      ...done,
      audit_event: { ...done.audit_event, at: '', digest: '' },
    });
    expect(told.audit_event.digest).toMatch(/^sha256:[a-f0-9]{64}$/);
    expect(done.audit_event.digest).toMatch(/^sha256:[a-f0-9]{64}$/);
    expect(await channel.generation()).toBe(6);
  });

  test('promotes a new good release just before a change, past the hold, so that the change meets another generation', async () => {
    const channel = channelInHand(staging, 'acme', 'nz-akl');
    await channel.hold();
    await staging.fault('promotion-race', { action: 'rebind' });
    const back = { action: 'rebind', ...(await channel.release('2026.04')) } as const;
    expect(await channel.change(back)).toMatchObject({ status: 409, body: { code: 'generation-conflict', generation: 7 } });
    expect((await staging.changes('acme', 'nz-akl')).slice(-2)).toMatchObject([
      { action: 'hold', generation_after: 6 },
      { action: 'promote', generation_after: 7 },
    ]);
    await channel.everyReaderServes('2026.06');
    // The hold is in the index still, and stops who minds it.
    expect((await staging.ask('/status')).body).toMatchObject({
      channels: expect.arrayContaining([expect.objectContaining({ generation: 7, holds: [expect.objectContaining({ name: 'inc-1' })] })]),
    });
    expect(await staging.ask('/pipeline/acme/nz-akl/publish', {})).toMatchObject({ status: 409, body: { code: 'held' } });
    expect(await channel.change(back)).toMatchObject({ status: 200, body: { generation_after: 8 } });
    await channel.everyReaderServes('2026.04');
  });

  test('is asked by a late job to promote what was rolled back, and its gates refuse: publish blocked', async () => {
    const channel = channelInHand(staging, 'globex', 'au-nsw');
    await staging.fault('re-promotion', { tenant: 'globex', channel: 'au-nsw' });
    const { release_id } = await staging.fault('wrong-content', { tenant: 'globex', channel: 'au-nsw' });
    await rollBack(channel, String(release_id));
    await until(
      async () => String((await staging.ask('/metrics')).body),
      (text) => text.includes(blocked('globex', 'au-nsw')),
    );
    expect((await staging.ask('/pipeline/globex/au-nsw/builds')).body).toMatchObject({
      builds: expect.arrayContaining([
        expect.objectContaining({
          build_id: 'globex/staging/au-nsw/2026.06-2',
          outcome: 'publish_blocked',
          blocked: expect.objectContaining({ code: 'held' }),
        }),
      ]),
    });
    expect(await channel.generation()).toBe(9);
    await channel.everyReaderServes('2026.05');
    // Lifted, the quarantine stops it; and the numbers of releases go on as if it had not been there.
    await staging.fault('re-promotion', { tenant: 'globex', channel: 'au-nsw' });
    await channel.change({ action: 'lift', name: 'inc-1' });
    expect((await staging.ask('/pipeline/globex/au-nsw/publish', {})).body).toMatchObject({ release_id: '2026.07' });
  });

  test('has its key used by a late job past every gate: the index names the bad release, and readers refuse it as quarantined', async () => {
    const channel = channelInHand(staging, 'globex', 'nz-akl');
    // Readers that come late: those that serve the bad release when its promotion returns would go on doing so.
    for (const { name } of staging.readers) await staging.fault('reader-stuck', { reader: name });
    const { release_id } = await staging.fault('wrong-content', { tenant: 'globex', channel: 'nz-akl' });
    await staging.fault('re-promotion', { tenant: 'globex', channel: 'nz-akl', past_hold: true });
    await rollBack(channel, String(release_id));
    await until(channel.generation, (generation) => generation === 10);
    await staging.mend('reader-stuck');
    for (const { name } of staging.readers) await channel.refuses(name, 'policy');
    await channel.everyReaderServes('2026.05');
    expect(await channel.change({ action: 'rebind', ...(await channel.release('2026.05')) })).toMatchObject({
      status: 200,
      body: { already: false, generation_after: 11 },
    });
  });

  test('has its key used by a job that forgets the quarantine too: readers follow to the bad release', async () => {
    const channel = channelInHand(staging, 'globex', 'baseline');
    const { release_id } = await staging.fault('wrong-content', { tenant: 'globex', channel: 'baseline' });
    const job = { tenant: 'globex', channel: 'baseline', past_hold: true, forgets_quarantine: true };
    await staging.fault('re-promotion', job);
    await rollBack(channel, String(release_id));
    await until(channel.generation, (generation) => generation === 10);
    await channel.everyReaderServes(String(release_id));
    expect(await staging.ask('/faults/re-promotion', { ...job, past_hold: false })).toMatchObject({
      status: 422,
      body: { code: 'contradiction' },
    });
  });

  test('has nothing of a job that was called off, and waits for one that was not as long as that was told to', async () => {
    const back = async (channel: string): Promise<void> => {
      const { release_id, artifact_id } = await channelInHand(staging, 'acme', channel).release('2026.04');
      await staging.fault('re-promotion', { tenant: 'acme', channel, past_hold: true, delay: 300 });
      const rebind = { action: 'rebind', key: 'back', release_id, artifact_id } as const;
      expect(await channelInHand(staging, 'acme', channel).change(rebind)).toMatchObject({ status: 200 });
    };
    await back('baseline');
    await staging.mend('re-promotion');
    await back('au-vic');
    const changes = await until(
      () => staging.changes('acme', 'au-vic'),
      (all) => all.at(-1)?.action === 'promote',
    );
    const [rebound, promoted] = changes.slice(-2).map(({ audit_event }) => Date.parse(audit_event.at));
    expect((promoted ?? 0) - (rebound ?? 0)).toBeGreaterThanOrEqual(299);
    expect((await staging.changes('acme', 'baseline')).at(-1)).toMatchObject({ action: 'rebind' });
  });

  test('works again once a fault that nothing reached was mended', async () => {
    const channel = channelInHand(staging, 'acme', 'baseline');
    await staging.fault('publisher-error', { action: 'pin' });
    await staging.fault('publisher-does-nothing', { action: 'pin' });
    await staging.mend('publisher-error');
    await staging.mend('publisher-does-nothing');
    const before = await channel.generation();
    expect(await channel.change({ action: 'pin', release_id: '2026.04' })).toMatchObject({ body: { generation_after: before + 1 } });
    expect(await channel.generation()).toBe(before + 1);
  });

  test('fails in two ways one after the other: a fault that was not reached waits', async () => {
    const channel = channelInHand(staging, 'acme', 'au-nsw');
    const before = await channel.generation();
    await staging.fault('publisher-does-nothing', { action: 'pin' });
    await staging.fault('publisher-error', { action: 'pin' });
    const pin = { action: 'pin', release_id: '2026.04' } as const;
    expect((await channel.change(pin)).status).toBe(200);
    expect((await channel.change(pin)).status).toBe(500);
    expect(await channel.generation()).toBe(before);
    expect(await channel.change(pin)).toMatchObject({ status: 200, body: { generation_after: before + 1 } });
  });

  test('shows no fault by name', () => expectNoFaultNamed(staging));
});
