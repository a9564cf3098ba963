import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pausedNotice } from '../../domain/packs.ts';
import { startStaging, type Staging } from '../support/staging.ts';
import { until } from '../support/until.ts';

describe('the publisher of the staging platform', () => {
  let staging: Staging;
  const artifacts = new Map<string, string>();
  beforeAll(async () => {
    staging = await startStaging();
    const { body } = await staging.ask('/pipeline/acme/au-nsw/builds');
    for (const { artifact_id, release_id } of (body as { builds: { release_id: string; artifact_id: string }[] }).builds)
      artifacts.set(release_id, artifact_id);
  });
  afterAll(() => staging.stop());

  const at = '/v1/channels/acme/staging';
  const change = (channel: string, body: object) => staging.ask(`${at}/${channel}/changes`, { by: 'ana', reason: 'a test', ...body });
  const generation = async (channel: string): Promise<number> => (await staging.changes('acme', channel)).at(-1)?.generation_after ?? 0;
  const release = (release_id: string) => ({ release_id, artifact_id: artifacts.get(release_id) ?? '' });

  test('holds by name, says the notice word for word, and refuses to promote until it is lifted', async () => {
    const before = await generation('au-vic');
    const hold = { key: 'vic-hold', action: 'hold', name: 'inc-1', notice: pausedNotice };
    expect(await change('au-vic', { ...hold, expected_generation: before })).toMatchObject({
      status: 200,
      body: { already: false, generation_after: before + 1 },
    });
    const again = { ...hold, key: 'vic-hold-again', expected_generation: before + 1 };
    expect(await change('au-vic', again)).toMatchObject({ status: 200, body: { already: true, generation_after: before + 1 } });
    expect((await staging.ask('/')).body).toContain(pausedNotice);
    expect(await staging.ask('/pipeline/acme/au-vic/publish', {})).toMatchObject({ status: 409, body: { code: 'held' } });
    expect((await staging.ask('/metrics')).body).toContain(
      'staging_publish_blocked_total{tenant="acme",environment="staging",channel="au-vic",stage="promote"} 1',
    );
    const lift = { action: 'lift', expected_generation: before + 1 };
    expect(await change('au-vic', { ...lift, key: 'vic-lift-2', name: 'inc-2' })).toMatchObject({
      status: 422,
      body: { code: 'no-such-hold' },
    });
    expect(await change('au-vic', { ...lift, key: 'vic-lift', name: 'inc-1' })).toMatchObject({ status: 200 });
    expect((await staging.ask('/')).body).not.toContain(pausedNotice);
    expect(await staging.ask('/pipeline/acme/au-vic/publish', {})).toMatchObject({
      status: 200,
      body: { outcome: 'promoted', release_id: '2026.07' },
    });
  });

  test('carries a key out once: the same request again has the same answer, another is refused', async () => {
    const before = await generation('nz-akl');
    const hold = { key: 'akl-hold', action: 'hold', name: 'inc-1', notice: pausedNotice, expected_generation: before };
    const answers = await Promise.all([1, 2, 3].map(() => change('nz-akl', hold)));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await generation('nz-akl')).toBe(before + 1);
    expect(await change('nz-akl', { ...hold, name: 'inc-2' })).toMatchObject({ status: 422, body: { code: 'key-reused' } });
    expect(await staging.ask(`${at}/nz-akl/changes/akl-hold`)).toEqual(answers[0]);
    expect(await staging.ask(`${at}/nz-akl/changes/never-sent`)).toMatchObject({ status: 404, body: { code: 'unknown-key' } });
  });

  test('lets one of many changes of the same generation win, and tells the others where it is', async () => {
    const before = await generation('baseline');
    const rivals = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
      change('baseline', { key: `rival-${name}`, action: 'hold', name, notice: pausedNotice, expected_generation: before }),
    );
    const statuses = (await Promise.all(rivals)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(
      await change('baseline', { key: 'late', action: 'hold', name: 'x', notice: pausedNotice, expected_generation: before }),
    ).toMatchObject({
      status: 409,
      body: { code: 'generation-conflict', generation: before + 1 },
    });
    expect(await generation('baseline')).toBe(before + 1);
  });

  test('goes back by going forward, with an authorization that every reader follows', async () => {
    const before = await generation('au-nsw');
    const rebind = { key: 'back', action: 'rebind', ...release('2026.04'), expected_generation: before };
    expect(await change('au-nsw', rebind)).toMatchObject({
      status: 200,
      body: { generation_before: before, generation_after: before + 1 },
    });
    for (const { name } of staging.readers) {
      await until(
        () => staging.reader(name).serves('acme', 'au-nsw'),
        (serves) => serves.release_id === '2026.04' && serves.generation === before + 1,
      );
    }
  });

  test('refuses to bind a release that is quarantined, below the floor, unknown, or another artifact', async () => {
    let expected_generation = await generation('au-nsw');
    expect(await change('au-nsw', { key: 'q', action: 'quarantine', ...release('2026.03'), expected_generation })).toMatchObject({
      status: 200,
    });
    expected_generation += 1;
    const rebind = { action: 'rebind', expected_generation };
    const other = { release_id: '2026.05', artifact_id: artifacts.get('2026.04') };
    expect(await change('au-nsw', { ...rebind, key: 'r1', ...release('2026.03') })).toMatchObject({
      status: 422,
      body: { code: 'quarantined' },
    });
    expect(await change('au-nsw', { ...rebind, key: 'r2', ...release('2026.01') })).toMatchObject({
      status: 422,
      body: { code: 'below-floor' },
    });
    expect(await change('au-nsw', { ...rebind, key: 'r3', release_id: '2027.01', artifact_id: 'f'.repeat(64) })).toMatchObject({
      status: 422,
      body: { code: 'unknown-release' },
    });
    expect(await change('au-nsw', { ...rebind, key: 'r4', ...other })).toMatchObject({ status: 422, body: { code: 'unknown-release' } });
    expect(await generation('au-nsw')).toBe(expected_generation);
    // A refusal is not remembered: the same key may be good later.
    expect(await change('au-nsw', { ...rebind, key: 'r1', ...release('2026.05') })).toMatchObject({ status: 200 });
  });

  test('pins a release that was current, once, and no other', async () => {
    const pin = { action: 'pin', release_id: '2026.05' };
    const before = await generation('au-nsw');
    expect(await change('au-nsw', { ...pin, key: 'p1', expected_generation: before })).toMatchObject({
      status: 200,
      body: { already: false },
    });
    const after = { ...pin, expected_generation: before + 1 };
    expect(await change('au-nsw', { ...after, key: 'p2' })).toMatchObject({ status: 200, body: { already: true } });
    expect(await change('au-nsw', { ...after, key: 'p3', release_id: '2027.01' })).toMatchObject({
      status: 422,
      body: { code: 'unknown-release' },
    });
    expect(await change('au-nsw', { ...after, key: 'p4', release_id: '2026.03' })).toMatchObject({
      status: 422,
      body: { code: 'quarantined' },
    });
    expect((await staging.ask('/status')).body).toMatchObject({
      channels: expect.arrayContaining([expect.objectContaining({ generation: before + 1, pinned: ['2026.05'] })]),
    });
  });

  test('takes keys of any letters, however long they are allowed to be', async () => {
    const key = `INC-1/~ %é${'x'.repeat(480)}`;
    const asked = await change('au-nsw', {
      key,
      action: 'hold',
      name: 'n',
      notice: pausedNotice,
      expected_generation: await generation('au-nsw'),
    });
    expect(await staging.ask(`${at}/au-nsw/changes/${encodeURIComponent(key)}`)).toEqual(asked);
  });

  test('refuses what it cannot read, and channels that it has not', async () => {
    expect(await change('au-nsw', { key: 'm', action: 'hold' })).toMatchObject({ status: 400, body: { code: 'malformed' } });
    expect(await change('us-nyc', { key: 'n', action: 'lift', name: 'x', expected_generation: 1 })).toMatchObject({
      status: 404,
      body: { code: 'unknown-channel' },
    });
  });

  test('blocks a candidate that disagrees with its source, and reports which rule', async () => {
    const published = await staging.ask('/pipeline/globex/au-nsw/publish', { rules: { 'bins-out': 'Whenever you like.' } });
    expect(published).toMatchObject({ status: 422, body: { code: 'verify-failed' } });
    const { body } = await staging.ask('/v1/evidence/globex/staging/au-nsw/validation-report');
    expect((body as { reports: unknown[] }).reports.at(-1)).toMatchObject({
      release_id: '2026.06',
      report: { validation_status: 'failed', issues: [{ code: 'DISAGREES_WITH_SOURCE', rule: { rule_id: 'bins-out' } }] },
    });
    expect(await staging.ask('/pipeline/globex/au-nsw/builds/2026.06')).toMatchObject({
      body: { outcome: 'publish_blocked', blocked: { stage: 'verify' } },
    });
  });

  test('opens one case for one key, and reads it back', async () => {
    const request = {
      key: 'c1',
      title: 'Fix',
      incident: 'INC-1',
      channel: { tenant: 'acme', environment: 'staging', name: 'au-nsw' },
      body: 'why',
    };
    const opened = await staging.ask('/v1/cases', request);
    expect(opened).toMatchObject({ status: 200, body: { incident: 'INC-1', status: 'open' } });
    expect(await staging.ask('/v1/cases', request)).toEqual(opened);
    const { id } = opened.body as { id: string };
    expect(await staging.ask(`/v1/cases/${id}`)).toEqual(opened);
    expect((await staging.ask('/v1/cases')).body).toMatchObject({ cases: [{ id }] });
    expect(await staging.ask('/v1/cases', { ...request, title: 'Other' })).toMatchObject({ status: 422, body: { code: 'key-reused' } });
    expect(await staging.ask('/v1/cases/CASE-9999')).toMatchObject({ status: 404, body: { code: 'unknown-case' } });
  });
});
