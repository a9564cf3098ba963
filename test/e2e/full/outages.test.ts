import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startProduct, type Product } from '../../support/product.ts';
import { switchBefore, type Switch } from '../../support/switch.ts';
import { until } from '../../support/until.ts';

jest.setTimeout(120_000);

/** Alerts that repeat, a Temporal that is away, a vault that is down: nothing is lost and nothing is done twice. */
describe('with a real Temporal and a real vault', () => {
  let product: Product;
  let way: Switch;
  beforeAll(async () => {
    product = await startProduct({ temporalBehind: async (address) => (way = await switchBefore(address)).address });
  });
  afterAll(() => product.stop());

  const runsOf = async (workflowId: string): Promise<number> => {
    const { count } = await product.client.workflow.count(`WorkflowId = '${workflowId}'`);
    return count;
  };

  test('the same delivery twice is one incident, one hold and one alert on its timeline', async () => {
    const sydney = { tenant: 'acme', name: 'au-nsw' };
    const startsAt = new Date().toISOString();
    const first = await product.deliver(sydney, { startsAt });
    const second = await product.deliver(sydney, { startsAt });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect([first.results[0]?.outcome, second.results[0]?.outcome]).toEqual(['started', 'joined']);
    expect(second.results[0]?.runId).toBe(first.results[0]?.runId);
    const incident = product.incident(first.results[0]!.incident!);
    const board = await incident.until(({ questions, alerts }) => questions.length > 0 && alerts.received === 2);
    expect(board.alerts).toMatchObject({ distinct: 1, received: 2 });
    expect(board.timeline.filter(({ kind }) => kind === 'alert')).toHaveLength(1);
    expect(await product.effects(sydney)).toEqual({ hold: 1 });
    await incident.answers('Ana', 'false-alarm');
    await incident.ended();
  });

  test('a false alarm that keeps firing starts nothing, and one that fires anew does', async () => {
    const melbourne = { tenant: 'acme', name: 'au-vic' };
    const startsAt = new Date().toISOString();
    const { results } = await product.deliver(melbourne, { startsAt });
    const incident = product.incident(results[0]!.incident!, results[0]!.runId!);
    await incident.answers('Ana', 'false-alarm');
    const { incident: judgedBy } = await incident.ended();
    const again = await product.deliver(melbourne, { startsAt });
    expect(again).toMatchObject({ status: 202, results: [{ outcome: 'suppressed' }] });
    expect(again.results[0]?.why).toContain(`${judgedBy} judged this a false alarm`);
    expect(await product.effects(melbourne)).toEqual({ hold: 1, lift: 1 });
    expect(await product.deliver(melbourne, { startsAt, status: 'resolved' })).toMatchObject({ results: [{ outcome: 'resolved' }] });
    const anew = await product.alert(melbourne);
    await anew.answers('Bo', 'false-alarm');
    expect((await anew.ended()).incident).not.toBe(judgedBy);
    expect(await product.effects(melbourne)).toEqual({ hold: 2, lift: 2 });
  });

  test('a closed incident is not opened again by its own alert, and a new firing starts a new one', async () => {
    const auckland = { tenant: 'acme', name: 'nz-akl' };
    await product.staging.fault('payload-corrupted', { tenant: 'acme', channel: 'nz-akl' });
    const startsAt = new Date().toISOString();
    const { results } = await product.deliver(auckland, { startsAt });
    const incident = product.incident(results[0]!.incident!, results[0]!.runId!);
    await incident.answers('Ivo', 'accept');
    const { incident: id } = await incident.ended();
    const same = await product.deliver(auckland, { startsAt });
    expect(same.results).toMatchObject([{ outcome: 'suppressed', why: expect.stringContaining('may still be settling') }]);
    const anew = await product.alert(auckland);
    expect(anew.workflowId).toBe(incident.workflowId);
    await anew.answers('Ana', 'false-alarm');
    expect((await anew.ended()).incident).not.toBe(id);
  });

  test('an alert that left others out says that its scope is unknown', async () => {
    const place = { tenant: 'acme', name: 'baseline' };
    const { results } = await product.deliver(place, { truncated: 3 });
    const incident = product.incident(results[0]!.incident!);
    await incident.asks('false-alarm');
    expect((await incident.board()).alerts.scopeUnknown).toBe(true);
    await incident.answers('Ana', 'false-alarm');
    await incident.ended();
  });

  test('an alert while Temporal is away is refused with 503, and when it comes again one incident is started, once', async () => {
    const place = { tenant: 'globex', name: 'au-nsw' };
    const startsAt = new Date().toISOString();
    await way.cut();
    expect(await product.deliver(place, { startsAt })).toMatchObject({ status: 503, results: [] });
    expect(await product.effects(place)).toEqual({});
    await way.mend();
    const { results } = await until(
      () => product.deliver(place, { startsAt }),
      ({ status }) => status === 202,
      30_000,
    );
    expect(results[0]?.outcome).toBe('started');
    expect(await product.deliver(place, { startsAt })).toMatchObject({ results: [{ outcome: 'joined', runId: results[0]?.runId }] });
    const incident = product.incident(results[0]!.incident!);
    await incident.answers('Ana', 'false-alarm');
    expect(await incident.ended()).toMatchObject({ ending: 'false-alarm' });
    expect(await product.effects(place)).toEqual({ hold: 1, lift: 1 });
    await until(
      () => runsOf(incident.workflowId),
      (runs) => runs === 1,
    );
  });

  test('an alert that Temporal took while its answer got lost is refused with 503, and joins that incident when it comes again', async () => {
    const place = { tenant: 'globex', name: 'nz-akl' };
    const startsAt = new Date().toISOString();
    way.mute();
    expect(await product.deliver(place, { startsAt })).toMatchObject({ status: 503, results: [] });
    await way.cut();
    await way.mend();
    const { results } = await until(
      () => product.deliver(place, { startsAt }),
      ({ status }) => status === 202,
      30_000,
    );
    expect(results[0]?.outcome).toBe('joined');
    const incident = product.incident(results[0]!.incident!);
    await incident.answers('Ana', 'false-alarm');
    expect(await incident.ended()).toMatchObject({ ending: 'false-alarm' });
    expect(await product.effects(place)).toEqual({ hold: 1, lift: 1 });
    expect((await incident.record()).events.filter(({ kind }) => kind === 'alert')).toHaveLength(1);
  });

  test('evidence is spooled while the vault is down, catches up when it is back, and what cannot be closed without it asks, and then is sealed', async () => {
    const place = { tenant: 'globex', name: 'baseline' };
    const vaultGoes = (): void => {
      renameSync(product.vault, `${product.vault}.away`);
      writeFileSync(product.vault, 'not a folder');
    };
    const vaultIsBack = (): void => {
      rmSync(product.vault);
      renameSync(`${product.vault}.away`, product.vault);
    };
    const spool = async (): Promise<string | undefined> => /^.* spool: .*$/m.exec((await product.cli('doctor')).out)?.[0];
    await product.staging.fault('wrong-content', { tenant: 'globex', channel: 'baseline' });
    await product.untilReadersServe(place, '2026.06');
    vaultGoes();
    const incident = await product.alert(place);
    await incident.asks('bad');
    expect(await product.effects(place)).toEqual({ hold: 1 }); // a vault that is down delays no hold
    const { incident: id } = await incident.board();
    expect(await spool()).toMatch(new RegExp(`^missing +spool: evidence of ${id} waits there`));
    vaultIsBack();
    await incident.answers('Ana', 'bad');
    await incident.asks('accept');
    expect(await spool()).toMatch(/^ok +spool: empty/);

    vaultGoes();
    await incident.answers('Ivo', 'accept');
    const question = await incident.asks('look-again');
    expect(question.text).toMatch(/Whether the record of INC-\w+ is complete cannot be said/);
    expect(await product.effects(place)).toEqual({ hold: 1, quarantine: 1, rebind: 1, pin: 1, lift: 1 });
    vaultIsBack();
    await incident.answers('Ana', 'look-again');
    expect(await incident.ended()).toMatchObject({ ending: 'closed' });
    const { receipts, events } = await incident.record();
    expect(receipts).toHaveLength(6);
    const rebind = receipts.find(({ receipt }) => receipt.action === 'rebind');
    expect(rebind?.receipt.evidence).toMatchObject({ where: 'spool' }); // it says where the evidence was when it acted
    expect(events.at(-1)).toMatchObject({ kind: 'ended', ending: 'closed' });
    expect(await spool()).toMatch(/^ok +spool: empty/);
  });
});
