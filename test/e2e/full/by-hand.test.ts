import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { pausedNotice } from '../../../domain/packs.ts';
import { startProduct, type Product } from '../../support/product.ts';
import type { IncidentInHand } from '../../support/incident-in-hand.ts';

jest.setTimeout(120_000);

/** The real command line against the real thing: wide scopes, four eyes, and holds that belong to one incident each. */
describe('an incident', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product.stop());

  const runbook = 'bad-pack-rollback';

  /** Starts by hand and answers the incident that the command names. */
  async function startedBy(person: string, scope: string): Promise<IncidentInHand> {
    const { code, out, err } = await product.cli('start', runbook, '--scope', scope, '--why', 'wrong rules served', '--as', person);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return product.incident(/^started INC-\w+ \((\S+)\)$/m.exec(out)![1]!);
  }
  const decide = (incident: string, verdict: string, ...more: string[]) => product.cli('decide', incident, verdict, ...more);

  test('of a country holds every channel of it, rolls back the one that is proven bad, and touches no other tenant', async () => {
    const [sydney, melbourne] = [
      { tenant: 'acme', name: 'au-nsw' },
      { tenant: 'acme', name: 'au-vic' },
    ];
    const foreign = await product.staging.changes('globex', 'au-nsw');
    await product.staging.fault('payload-corrupted', { tenant: 'acme', channel: 'au-nsw' });
    const incident = await startedBy('Ivo', 'acme/staging/country/au');
    await incident.asks('accept');
    const { incident: id, held } = await incident.board();
    expect(held.map(({ channel }) => channel.name).sort()).toEqual(['au-nsw', 'au-vic']);
    for (const place of [sydney, melbourne]) expect(await product.statusPage(place)).toContain(pausedNotice);
    expect(await product.effects(sydney)).toEqual({ hold: 1, quarantine: 1, rebind: 1, pin: 1 });
    expect(await product.effects(melbourne)).toEqual({ hold: 1 });

    const starter = await decide(id, 'accept', '--as', 'Ivo');
    expect(starter).toMatchObject({ code: 1, err: expect.stringContaining('refused (FourEyes)') });
    expect(await decide(id, 'accept', '--as', 'Ana')).toMatchObject({ code: 1, err: expect.stringContaining('refused (WrongRole)') });
    expect(await decide(id, 'accept', '--as', 'Dee')).toMatchObject({ code: 0, out: expect.stringContaining("Dee counted for 'accept'") });
    expect(await incident.ended()).toMatchObject({ ending: 'closed' });

    for (const place of [sydney, melbourne]) expect(await product.statusPage(place)).not.toContain(pausedNotice);
    expect(await product.effects(melbourne)).toEqual({ hold: 1, lift: 1 });
    expect(await product.readersServe(sydney)).toEqual(['2026.05', '2026.05', '2026.05']);
    expect(await product.staging.changes('globex', 'au-nsw')).toEqual(foreign); // KOA-P5
    expect((await incident.record()).record).toMatchObject({ scope: 'acme/staging/country/au', operator: 'Ivo, Dee' });
  });

  test('that Ana started is not hers to judge; Ivo confirms it by signal, and neither of them signs it off', async () => {
    const auckland = { tenant: 'acme', name: 'nz-akl' };
    await product.staging.fault('wrong-content', { tenant: 'acme', channel: 'nz-akl' });
    await product.untilReadersServe(auckland, '2026.06');
    const incident = await startedBy('Ana', 'acme/staging/country/nz');
    await incident.asks('bad');
    const { incident: id } = await incident.board();
    expect(await decide(id, 'bad', '--as', 'Ana')).toMatchObject({ code: 1, err: expect.stringContaining('refused (FourEyes)') });
    expect(await incident.answers('Ana', 'bad')).toMatchObject({ status: 403, body: { code: 'FourEyes' } }); // nor past the command line
    expect(await decide(id, 'splendid', '--as', 'Ivo')).toMatchObject({ code: 1, err: expect.stringContaining('NoSuchVerdict') });
    expect(await decide(id, 'bad')).toMatchObject({ code: 2 });
    expect(await product.effects(auckland)).toEqual({ hold: 1 });
    expect(await decide(id, 'bad', '--as', 'Ivo', '--signal')).toMatchObject({ code: 0, out: expect.stringContaining("sent 'bad'") });
    await incident.asks('accept');
    expect(await decide(id, 'accept', '--as', 'Ivo')).toMatchObject({ code: 1, err: expect.stringContaining('refused (FourEyes)') });
    expect(await decide(id, 'accept', '--as', 'Dee', '--note', 'checked by phone')).toMatchObject({ code: 0 });
    expect(await incident.ended()).toMatchObject({ ending: 'closed' });
    const { record, events } = await incident.record();
    expect(record).toMatchObject({ operator: 'Ana, Ivo, Dee', trigger: 'started by hand by Ana: wrong rules served' });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'refused', refusal: expect.objectContaining({ code: 'FourEyes' }) }));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'counted', person: 'Dee', note: 'checked by phone' }));
    expect(await product.readersServe(auckland)).toEqual(['2026.05', '2026.05', '2026.05']);
  });

  test('is read by scripts: show, incidents and doctor answer JSON, and every failure has its exit code', async () => {
    const [list, doctor, unknown, usage] = await Promise.all([
      product.cli('incidents', '--json'),
      product.cli('doctor', '--json'),
      product.cli('show', 'INC-NOSUCH'),
      product.cli('start', runbook, '--scope', 'acme/staging', '--why', 'x', '--as', 'Ana'),
    ]);
    expect(list.code).toBe(0);
    const incidents = JSON.parse(list.out) as readonly { readonly incident: string; readonly state: string; readonly scope: string }[];
    expect(incidents.map(({ scope, state }) => [scope, state])).toEqual(
      expect.arrayContaining([
        ['acme/staging/country/au', 'closed'],
        ['acme/staging/country/nz', 'closed'],
      ]),
    );
    expect(doctor).toMatchObject({ code: 0, err: '' });
    expect((JSON.parse(doctor.out) as readonly { readonly state: string }[]).every(({ state }) => state === 'ok')).toBe(true);
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('there is no incident INC-NOSUCH') });
    expect(usage).toMatchObject({ code: 2, err: expect.stringContaining('is not a scope') });
    const shown = await product.cli('show', incidents[0]!.incident, '--json');
    expect(shown.code).toBe(0);
    expect(JSON.parse(shown.out)).toMatchObject({ incident: incidents[0]!.incident, ended: { ending: 'closed' }, questions: [] });
  });

  test('lifts only its own hold where another incident of a wider scope holds the same channel', async () => {
    const auckland = { tenant: 'globex', name: 'nz-akl' };
    const narrow = await product.alert(auckland);
    await narrow.asks('false-alarm');
    const wide = await product.alert({ tenant: 'globex', kind: 'country', name: 'nz' });
    await wide.asks('false-alarm');
    expect(await product.holds(auckland)).toEqual([narrow.workflowId, wide.workflowId]);
    await narrow.answers('Ana', 'false-alarm');
    expect(await narrow.ended()).toMatchObject({ ending: 'false-alarm' });
    expect(await product.holds(auckland)).toEqual([wide.workflowId]);
    expect(await product.statusPage(auckland)).toContain(pausedNotice);
    expect(await product.staging.ask('/pipeline/globex/nz-akl/publish', {})).toMatchObject({ status: 409, body: { code: 'held' } });
    await wide.answers('Bo', 'false-alarm');
    expect(await wide.ended()).toMatchObject({ ending: 'false-alarm' });
    expect(await product.holds(auckland)).toEqual([]);
    expect(await product.effects(auckland)).toEqual({ hold: 2, lift: 2 });
    expect(await product.staging.ask('/pipeline/globex/nz-akl/publish', {})).toMatchObject({ status: 200 });
  });

  test('that is handed over leaves its hold, which the next one of its id adopts and lifts', async () => {
    const baseline = { tenant: 'acme', name: 'baseline' };
    await product.staging.fault('wrong-content', { tenant: 'acme', channel: 'baseline' });
    const first = await product.alert(baseline);
    await first.answers('Ana', 'bad');
    await first.answers('Ivo', 'reject');
    expect(await first.ended()).toMatchObject({ ending: 'handed-over' });
    expect(await product.holds(baseline)).toEqual([first.workflowId]);
    expect(await product.statusPage(baseline)).toContain(pausedNotice);
    expect((await first.record()).record.ending).toBe('handed-over');

    const next = await product.alert(baseline);
    expect(next.workflowId).toBe(first.workflowId);
    await next.asks('false-alarm');
    const adopted = await next.board();
    expect(adopted.held).toHaveLength(1);
    expect(adopted.done).toMatchObject([{ action: 'hold', already: true }]);
    expect(await next.answers('Ana', 'false-alarm')).toMatchObject({ status: 403, body: { code: 'FourEyes' } }); // she said bad of what is still held
    await next.answers('Bo', 'false-alarm');
    expect(await next.ended()).toMatchObject({ ending: 'false-alarm' });
    expect(await product.holds(baseline)).toEqual([]);
    expect(await product.statusPage(baseline)).not.toContain(pausedNotice);
    expect(await product.effects(baseline)).toEqual({ hold: 1, 'hold again': 1, quarantine: 1, rebind: 1, pin: 1, lift: 1 });
    const { receipts } = await next.record();
    expect(receipts.map(({ receipt }) => [receipt.action, receipt.already])).toEqual([
      ['hold', true],
      ['lift', false],
    ]);
  });
});
