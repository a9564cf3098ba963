import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { pausedNotice } from '../../../domain/packs.ts';
import { startProduct, type Place, type Product } from '../../support/product.ts';
import { everyReader, once, rolledBack } from '../../support/rolled-back.ts';

jest.setTimeout(120_000);

/** BK-P1, BK-BP2..4: manifests that are cut off, and good releases that are good no more. */
describe('a rollback', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ propagationWindow: '5s' });
  });
  afterAll(() => product.stop());

  const artifacts = ({ tenant, name }: Place): Promise<readonly string[]> =>
    Promise.all(
      product.staging.readers.map(async (reader) => (await product.staging.reader(reader.name).serves(tenant, name)).artifact_id),
    );

  /** Readers serve a release that contradicts its source. */
  async function publishWrong({ tenant, name }: Place): Promise<void> {
    await product.staging.fault('wrong-content', { tenant, channel: name });
    await product.untilReadersServe({ tenant, name }, '2026.06');
  }

  test('of a release whose manifest is cut off at every origin needs nobody awake: that proves it', async () => {
    const place = { tenant: 'acme', name: 'au-nsw' };
    await product.staging.fault('truncated-manifest', { tenant: 'acme', channel: 'au-nsw', origin: 'all' });
    const incident = await product.alert(place);
    expect((await incident.asks('accept')).asking).toBe(1);
    expect((await incident.board()).impact?.how).toContain('failed the same check, manifest schema, at primary and mirror');
    await incident.answers('Ivo', 'accept');
    await rolledBack(product, place, incident);
  });

  test('of one whose manifest is cut off at one origin only waits for a person, who is told where it is whole', async () => {
    const place = { tenant: 'acme', name: 'au-vic' };
    await product.staging.fault('truncated-manifest', { tenant: 'acme', channel: 'au-vic', origin: 'mirror' });
    const incident = await product.alert(place);
    const question = await incident.asks('bad');
    expect(question).toMatchObject({ verdicts: { bad: ['on-call'] } });
    expect(question.text).toContain('damaged at mirror but sound at primary');
    expect(await product.effects(place)).toEqual({ hold: 1 });
    await incident.answers('Ana', 'bad');
    await incident.answers('Ivo', 'accept');
    await rolledBack(product, place, incident);
  });

  test.each([
    ['at every origin', 'good-corrupted', { tenant: 'acme', name: 'nz-akl' }, {}],
    ['at the first origin', 'good-corrupted-at-one-origin', { tenant: 'globex', name: 'au-nsw' }, {}],
    ['at the origin of one reader', 'good-corrupted-at-one-origin', { tenant: 'globex', name: 'nz-akl' }, { origin: 'mirror' }],
  ] as const)('goes by itself to the next older release when the newest good one is damaged %s', async (_, fault, place, where) => {
    await publishWrong(place);
    await product.staging.fault(fault, { tenant: place.tenant, channel: place.name, ...where });
    const incident = await product.alert(place);
    await incident.answers('Ana', 'bad');
    expect((await incident.asks('accept')).asking).toBe(2);
    expect(await product.readersServe(place)).toEqual(everyReader('2026.04'));
    await incident.answers('Ivo', 'accept');
    expect(await incident.ended()).toMatchObject({ ending: 'closed', because: expect.stringContaining('back on 2026.04') });
    expect(await product.effects(place)).toEqual(once); // 2026.05 was never bound
    const { events } = await incident.record();
    expect(JSON.stringify(events)).toMatch(/"rejected":\[\{"release":\{[^}]*"id":"2026.05"\},"why":"file hashes at /);
  });

  test('with nothing of its own left serves the baseline when the commander says that it is true, and lifts while it does', async () => {
    const place = { tenant: 'acme', name: 'baseline' };
    const channel = { tenant: 'acme', name: 'nz-akl' };
    const [baseline] = await artifacts(place);
    // It went back to 2026.04 above; all of it but the baseline is damaged now.
    await product.staging.fault('payload-corrupted', { tenant: 'acme', channel: 'nz-akl' });
    await product.staging.fault('no-good-release', { tenant: 'acme', channel: 'nz-akl' });
    const before = await product.effects(channel);
    const incident = await product.alert(channel);
    const question = await incident.asks('serve-baseline');
    expect(question.verdicts).toMatchObject({ 'serve-baseline': ['incident-commander'], 'hand-over': ['on-call'] });
    expect(await product.effects(channel)).toEqual({ ...before, hold: 2, quarantine: 2 });
    expect(await incident.answers('Ana', 'serve-baseline')).toMatchObject({ status: 403, body: { code: 'WrongRole' } });
    await incident.answers('Ivo', 'serve-baseline');
    await incident.asks('accept');
    expect(await artifacts(channel)).toEqual([baseline, baseline, baseline]);
    expect(await product.holds(channel)).toEqual([incident.workflowId]);
    await incident.answers('Dee', 'accept');
    expect(await incident.ended()).toMatchObject({ ending: 'closed' });
    expect(await artifacts(channel)).toEqual([baseline, baseline, baseline]);
    expect(await product.effects(channel)).toEqual({ ...before, hold: 2, quarantine: 2, baseline: 1, lift: 2 }); // a baseline is not pinned
    expect(await product.holds(channel)).toEqual([]);
    await incident.record();
  });

  test('with neither a good release nor a baseline is handed over, still held, and readers keep what they have', async () => {
    const place = { tenant: 'globex', name: 'baseline' };
    await product.staging.fault('no-good-release', { tenant: 'globex', channel: 'baseline' });
    await product.staging.fault('good-corrupted', { tenant: 'globex', channel: 'baseline' });
    await product.staging.fault('payload-corrupted', { tenant: 'globex', channel: 'baseline' });
    await product.staging.fault('good-corrupted', { tenant: 'globex', channel: 'baseline', release: '2026.05' });
    const incident = await product.alert(place);
    expect(await incident.ended()).toMatchObject({
      ending: 'handed-over',
      because: 'no earlier release of baseline could be served and verified, and it has no baseline that verifies now; still held',
    });
    expect(await product.effects(place)).toEqual({ hold: 1, quarantine: 1 });
    expect(await product.holds(place)).toEqual([incident.workflowId]);
    expect(await product.statusPage(place)).toContain(pausedNotice);
    expect(await product.readersServe(place)).toEqual(everyReader('2026.05'));
    await incident.record();
  });
});
