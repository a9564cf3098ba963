import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { pausedNotice } from '../../../domain/packs.ts';
import type { IncidentInHand } from '../../support/incident-in-hand.ts';
import { startProduct, type Place, type Product } from '../../support/product.ts';
import { once } from '../../support/rolled-back.ts';

jest.setTimeout(120_000);

/** BK-BP5, BK-P1: a reader that cannot be asked is never a pass, and never a reason to try another release. */
describe('a rollback whose reader', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ propagationWindow: '4s' });
  });
  afterAll(() => product.stop());
  afterEach(async () => {
    for (const fault of ['reader-slow', 'reader-gone', 'resolver-down'] as const) await product.staging.mend(fault);
  });

  const good = ['2026.05', '2026.05', '2026.05'];

  /** Readers serve a release that contradicts its source, and on-call has said so. */
  async function confirmedAfter(place: Place, breakReaders: () => Promise<unknown>): Promise<IncidentInHand> {
    await product.staging.fault('wrong-content', { tenant: place.tenant, channel: place.name });
    await product.untilReadersServe(place, '2026.06');
    await breakReaders();
    const incident = await product.alert(place);
    await incident.answers('Ana', 'bad');
    return incident;
  }

  async function closesRight(incident: IncidentInHand, place: Place): Promise<void> {
    expect(await incident.ended()).toMatchObject({ ending: 'closed' });
    expect(await product.effects(place)).toEqual(once);
    expect(await product.holds(place)).toEqual([]);
    await incident.record();
  }

  test('answers late, but answers, goes through by itself', async () => {
    const place = { tenant: 'acme', name: 'au-nsw' };
    const slow = () => product.staging.fault('reader-slow', { reader: 'reader-2', milliseconds: 300 });
    const incident = await confirmedAfter(place, slow);
    expect((await incident.asks('accept')).asking).toBe(2); // nobody was asked about that reader
    expect(await product.readersServe(place)).toEqual(good);
    await incident.answers('Ivo', 'accept');
    await closesRight(incident, place);
  });

  test('answers too late to be believed is asked about, and the incident closes once it is itself again', async () => {
    const place = { tenant: 'acme', name: 'au-vic' };
    const slow = () => product.staging.fault('reader-slow', { reader: 'reader-2', milliseconds: 60_000 });
    const incident = await confirmedAfter(place, slow);
    const question = await incident.asks('look-again');
    expect(question.text).toMatch(/manifest resolution at reader-2: unknown, .*did not answer within/);
    expect(question.text).not.toMatch(/at reader-[13]/);
    await product.staging.mend('reader-slow');
    await incident.answers('Bo', 'look-again');
    await incident.asks('accept');
    expect(await product.readersServe(place)).toEqual(good);
    await incident.answers('Ivo', 'accept');
    await closesRight(incident, place);
  });

  test('is gone is asked about; taken as known it delays nothing, and it comes back to the good release', async () => {
    const place = { tenant: 'acme', name: 'nz-akl' };
    const incident = await confirmedAfter(place, () => product.staging.fault('reader-gone', { reader: 'reader-3' }));
    const question = await incident.asks('go-on');
    expect(question.verdicts).toMatchObject({ 'go-on': ['on-call'], 'look-again': ['on-call'], 'hand-over': ['on-call'] });
    expect(question.text).toMatch(/manifest resolution at reader-3: unknown, .*cannot be reached/);
    expect((await incident.board()).objectives.find(({ name }) => name === 'safe')).toMatchObject({ state: 'running' });
    expect(await product.effects(place)).toEqual({ hold: 1, quarantine: 1, rebind: 1 });
    await incident.answers('Ana', 'go-on');
    await incident.answers('Ivo', 'accept');
    await closesRight(incident, place);
    await product.staging.mend('reader-gone');
    await product.untilReadersServe(place, '2026.05');
  });

  test('has no resolver any more, as all of them, is asked about, and handed over it stays held, on the good release', async () => {
    const place = { tenant: 'globex', name: 'au-nsw' };
    const incident = await confirmedAfter(place, () => product.staging.fault('resolver-down', {}));
    const question = await incident.asks('hand-over');
    for (const reader of [1, 2, 3]) expect(question.text).toMatch(new RegExp(`resolver at reader-${reader}: unknown`));
    expect(question.text).not.toMatch(/rules API at|manifest resolution at/);
    await incident.answers('Ana', 'hand-over');
    expect(await incident.ended()).toMatchObject({ ending: 'handed-over', because: expect.stringContaining('still held') });
    expect(await product.effects(place)).toEqual({ hold: 1, quarantine: 1, rebind: 1 }); // no other release was tried
    expect(await product.readersServe(place)).toEqual(good);
    expect(await product.holds(place)).toEqual([incident.workflowId]);
    expect(await product.statusPage(place)).toContain(pausedNotice);
    await incident.record();
  });
});
