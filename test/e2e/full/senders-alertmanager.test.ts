import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { IncidentInHand } from '../../support/incident-in-hand.ts';
import { startProduct, type Place, type Product } from '../../support/product.ts';
import { until } from '../../support/until.ts';
import { describeWithSenders } from '../../senders/support/programs.ts';
import type { Sender } from '../../senders/support/sender.ts';
import { startSenders, type Senders } from '../../senders/support/senders.ts';

jest.setTimeout(120_000);

/** The example rules of the manual, fired by a real Prometheus through a real Alertmanager, into the real gateway. */
describeWithSenders('Prometheus and Alertmanager', () => {
  let product: Product;
  let senders: Senders | undefined;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterEach(() => senders?.stop());
  afterAll(() => product.stop());

  /** The incident of a channel's rollback; it may not have begun. */
  const incidentOf = ({ tenant, name }: Place): IncidentInHand => product.incident(`staging~${tenant}~bad-pack-rollback~channel~${name}`);
  const fault = (name: 'wrong-content' | 'payload-corrupted', place: Place) =>
    product.staging.fault(name, { tenant: place.tenant, channel: place.name });
  const runsOf = async ({ workflowId }: IncidentInHand): Promise<number> =>
    (await product.client.workflow.count(`WorkflowId = '${workflowId}'`)).count;
  const begun = (incident: IncidentInHand) => until(() => incident.board(), Boolean, 30_000);

  const hasSentTwice = (one: Sender) =>
    until(
      () => one.counted('alertmanager_notifications_total{integration="webhook"'),
      (sent) => sent >= 2,
      30_000,
    );

  test('a bad release starts one incident; its repeats change nothing; that it is over is evidence', async () => {
    const sydney = { tenant: 'acme', name: 'au-nsw' };
    const incident = incidentOf(sydney);
    senders = await startSenders(product);
    await fault('wrong-content', sydney);
    await product.untilReadersServe(sydney, '2026.06');
    const served = Date.now();
    const { began } = await begun(incident);
    expect(began - served).toBeLessThan(10_000);

    const { alerts, timeline } = await incident.until((board) => board.alerts.received >= 4 && board.questions.length > 0);
    expect(alerts).toMatchObject({ distinct: 1, scopeUnknown: false });
    expect(timeline.filter(({ kind }) => kind === 'alert')).toMatchObject([{ alert: { status: 'firing', source: 'alertmanager' } }]);
    expect(await product.effects(sydney)).toEqual({ hold: 1 });

    await incident.answers('Ana', 'bad');
    await incident.asks('accept');
    const settled = await incident.until((board) =>
      board.timeline.some((entry) => entry.kind === 'alert' && entry.alert.status === 'resolved'),
    );
    expect(settled.ended).toBeNull(); // evidence, not an ending
    expect(settled.questions).toHaveLength(1);
    await incident.answers('Ivo', 'accept');
    expect(await incident.ended()).toMatchObject({ ending: 'closed' });
    expect(await runsOf(incident)).toBe(1);
    expect(await product.effects(sydney)).toEqual({ hold: 1, quarantine: 1, rebind: 1, pin: 1, lift: 1 });
  });

  test('two rules that fire at once for one channel start one incident, which has both', async () => {
    const melbourne = { tenant: 'acme', name: 'au-vic' };
    const incident = incidentOf(melbourne);
    await fault('wrong-content', melbourne);
    await product.untilReadersServe(melbourne, '2026.06');
    await fault('payload-corrupted', melbourne); // which readers refuse, so that they serve the wrong one on
    senders = await startSenders(product);
    const { timeline } = await incident.until(({ alerts }) => alerts.distinct >= 2 && alerts.received >= 4);
    const names = timeline.flatMap((entry) => (entry.kind === 'alert' ? [entry.alert.labels['alertname']] : []));
    expect(new Set(names)).toEqual(new Set(['StagingActivationRejected', 'StagingTruthDisagrees']));
    // It goes on by itself to roll back what readers refuse; there is one hold all the same.
    expect(await product.effects(melbourne)).toMatchObject({ hold: 1 });
    expect(await runsOf(incident)).toBe(1);
  });

  test.each([
    ['two Alertmanagers that know each other', 'clustered', { tenant: 'globex', name: 'au-nsw' }],
    ['two Alertmanagers that know nothing of each other', 'apart', { tenant: 'globex', name: 'nz-akl' }],
  ] as const)('%s start one incident, though both send', async (_title, pair, place) => {
    const incident = incidentOf(place);
    senders = await startSenders(product, { pair });
    await fault('wrong-content', place);
    await begun(incident);
    await Promise.all(senders.alertmanagers.map(hasSentTwice));
    const { alerts, timeline } = await incident.until(({ alerts: { received } }) => received >= 4);
    expect(alerts.distinct).toBe(1);
    expect(timeline.filter(({ kind }) => kind === 'alert')).toHaveLength(1);
    expect(await product.effects(place)).toEqual({ hold: 1 });
    expect(await runsOf(incident)).toBe(1);
  });
});
