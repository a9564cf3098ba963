import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pausedNotice } from '../../domain/packs.ts';
import { startStaging, type Staging } from '../support/staging.ts';
import { until } from '../support/until.ts';

describe('a fault on the staging platform', () => {
  let staging: Staging;
  beforeAll(async () => {
    staging = await startStaging();
  });
  afterAll(() => staging.stop());

  const metrics = async (): Promise<string> => String((await staging.ask('/metrics')).body);
  const serves = (reader: string, tenant: string, channel: string, release: string): Promise<unknown> =>
    until(
      () => staging.reader(reader).serves(tenant, channel),
      ({ release_id }) => release_id === release,
    );
  const refusedAt = (reader: string, channel: string, stage: string): Promise<unknown> =>
    until(metrics, (text) =>
      text.includes(
        `staging_activation_rejected{reader="${reader}",tenant="acme",environment="staging",channel="${channel}",stage="${stage}"} 1`,
      ),
    );

  test('of wrong content reaches every reader, well signed, and shows as truth contradicted', async () => {
    const { release_id } = await staging.fault('wrong-content', { tenant: 'globex', channel: 'au-nsw' });
    for (const { name } of staging.readers) await serves(name, 'globex', 'au-nsw', String(release_id));
    expect(await metrics()).toContain('staging_truth_disagreements{tenant="globex",environment="staging",channel="au-nsw"} 6');
    expect(await metrics()).not.toMatch(/staging_activation_rejected\{[^}]*tenant="globex"/);
    expect((await staging.ask('/v1/evidence/globex/staging/au-nsw/build-record')).body).toMatchObject({
      builds: expect.arrayContaining([expect.objectContaining({ release_id, outcome: 'promoted', blocked: null })]),
    });
  });

  test('of a payload at one origin stops that origin’s readers and no other, until it is mended', async () => {
    const { release_id } = await staging.fault('payload-corrupted-at-one-origin', { tenant: 'acme', channel: 'au-nsw' });
    await serves('reader-3', 'acme', 'au-nsw', String(release_id));
    await refusedAt('reader-1', 'au-nsw', 'file-hashes');
    await refusedAt('reader-2', 'au-nsw', 'file-hashes');
    expect(await staging.reader('reader-1').serves('acme', 'au-nsw')).toMatchObject({ release_id: '2026.05' });
    await staging.mend('payload-corrupted-at-one-origin');
    for (const { name } of staging.readers) await serves(name, 'acme', 'au-nsw', String(release_id));
    expect(await metrics()).not.toMatch(/staging_activation_rejected\{[^}]*channel="au-nsw"/);
  });

  test('of a payload everywhere leaves every reader on the last good release, refusing the new one', async () => {
    await staging.fault('payload-corrupted', { tenant: 'acme', channel: 'au-vic' });
    for (const { name } of staging.readers) {
      await refusedAt(name, 'au-vic', 'file-hashes');
      expect(await staging.reader(name).serves('acme', 'au-vic')).toMatchObject({ release_id: '2026.05', generation: 5 });
    }
    expect(await metrics()).toContain('staging_pointer_generation{tenant="acme",environment="staging",channel="au-vic"} 6');
    const { body } = await staging.ask('/v1/evidence/acme/staging/au-vic/activation-state');
    expect(body).toMatchObject({
      readers: [
        { reader: 'reader-1', state: { active: { release_id: '2026.05' }, rejecting: { generation: 6, stage: 'file-hashes' } } },
        {},
        {},
      ],
    });
  });

  test('of a signature is refused at the step that it spoils: the manifest or the index', async () => {
    await staging.fault('bad-signature', { tenant: 'acme', channel: 'nz-akl' });
    await refusedAt('reader-2', 'nz-akl', 'manifest-signature');
    await staging.fault('bad-signature', { tenant: 'acme', channel: 'baseline', what: 'index' });
    await refusedAt('reader-3', 'baseline', 'index-signature');
    expect(await staging.reader('reader-2').serves('acme', 'nz-akl')).toMatchObject({ release_id: '2026.05' });
    expect(await staging.reader('reader-3').serves('acme', 'baseline')).toMatchObject({ release_id: '2026.05' });
  });

  test('of a stuck reader leaves that one behind and the others not, until it is mended', async () => {
    // The one that looks most often: the others could not be there before it.
    await staging.fault('reader-stuck', { reader: 'reader-1' });
    const published = await staging.ask('/pipeline/globex/nz-akl/publish', {});
    expect(published).toMatchObject({ status: 200, body: { release_id: '2026.06' } });
    for (const name of ['reader-2', 'reader-3']) await serves(name, 'globex', 'nz-akl', '2026.06');
    expect(await staging.reader('reader-1').serves('globex', 'nz-akl')).toMatchObject({ release_id: '2026.05', generation: 5 });
    await staging.mend('reader-stuck');
    await serves('reader-1', 'globex', 'nz-akl', '2026.06');
  });

  test('of the publisher’s answer carries the change out once, and answers when it is sent again', async () => {
    await staging.fault('publisher-timeout', { action: 'hold' });
    const path = '/v1/channels/globex/staging/baseline/changes';
    const hold = {
      key: 'silent',
      action: 'hold',
      name: 'inc-1',
      notice: pausedNotice,
      by: 'ana',
      reason: 'a test',
      expected_generation: 5,
    };
    const headers = { authorization: `Bearer ${staging.token}`, 'content-type': 'application/json' };
    const asked = fetch(`${staging.url}${path}`, { method: 'POST', headers, body: JSON.stringify(hold), signal: AbortSignal.timeout(400) });
    await expect(asked).rejects.toThrow(/timeout/);
    expect(await staging.ask(`${path}/silent`)).toMatchObject({ status: 200, body: { generation_after: 6, already: false } });
    expect(await staging.ask(path, hold)).toMatchObject({ status: 200, body: { generation_after: 6 } });
    expect(await staging.changes('globex', 'baseline')).toHaveLength(6);
  });

  test('breaks nothing when the pipeline would not promote: a held channel stays as it is', async () => {
    const before = await staging.changes('globex', 'baseline');
    await expect(staging.fault('wrong-content', { tenant: 'globex', channel: 'baseline' })).rejects.toThrow(/409.*held/);
    expect(await staging.changes('globex', 'baseline')).toEqual(before);
  });

  test('that does not exist, or lacks what it needs, is refused with what there is', async () => {
    expect(await staging.ask('/faults/no-such', {})).toMatchObject({ status: 404, body: { code: 'unknown-fault' } });
    expect(await staging.ask('/faults/wrong-content', {})).toMatchObject({ status: 400, body: { code: 'malformed' } });
    expect(await staging.ask('/faults/reader-stuck', { reader: 'reader-9' })).toMatchObject({
      status: 422,
      body: { code: 'unknown-reader' },
    });
    expect(
      await staging.ask('/faults/payload-corrupted-at-one-origin', { tenant: 'acme', channel: 'au-nsw', origin: 'moon' }),
    ).toMatchObject({ status: 422, body: { code: 'unknown-origin' } });
  });

  test('is never named where an operator looks', async () => {
    const { body } = await staging.ask('/faults');
    const names = (body as { faults: { name: string }[] }).faults.map(({ name }) => name);
    const paths = [
      '/',
      '/status',
      '/metrics',
      '/pipeline/globex/au-nsw/builds',
      '/v1/evidence/globex/staging/au-nsw/build-record',
      '/v1/evidence/acme/staging/au-vic/activation-state',
    ];
    const seen = await Promise.all(paths.map((path) => staging.ask(path)));
    const states = await Promise.all(staging.readers.map(async ({ url }) => (await fetch(`${url}/state`)).text()));
    const text = JSON.stringify([seen, states]);
    for (const name of [...names, 'fault', 'sabotage', 'stuck', 'stranger']) expect(text).not.toContain(name);
  });
});
