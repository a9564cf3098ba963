import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { startProduct, type Place, type Product } from '../../support/product.ts';
import { switchBefore, type Switch } from '../../support/switch.ts';
import { until } from '../../support/until.ts';
import { describeWithSenders } from '../../senders/support/programs.ts';
import { samplesOf } from '../../senders/support/sender.ts';
import { startSenders, type Senders } from '../../senders/support/senders.ts';

jest.setTimeout(180_000);

/** What Alertmanager does with our 503 is up to Alertmanager: it comes again, and nothing is lost or done twice. */
describeWithSenders('an alert of a real Alertmanager that comes while Temporal', () => {
  let product: Product;
  let way: Switch;
  let senders: Senders;
  beforeAll(async () => {
    product = await startProduct({ temporalBehind: async (address) => (way = await switchBefore(address)).address });
    senders = await startSenders(product, { repeat: '1h' }); // what comes again is a retry, not a repeat
  });
  afterEach(() => void process.kill(product.temporalPid, 'SIGCONT')); // or it could not be stopped
  afterAll(async () => {
    await senders.stop();
    await product.stop();
  });

  const refusals = async (): Promise<number> =>
    samplesOf(await (await fetch(`${product.gateway}/metrics`)).text(), 'holdfast_refused_requests_total{code="TemporalAway"}');

  /** Breaks the channel while `away`, waits until Alertmanager was refused twice, ends that, and follows the incident to its end. */
  async function expectOneIncident(place: Place, away: () => unknown, back: () => unknown): Promise<void> {
    const before = await refusals();
    await away();
    await product.staging.fault('wrong-content', { tenant: place.tenant, channel: place.name });
    await until(refusals, (count) => count >= before + 2, 60_000);
    expect(await product.effects(place)).toEqual({});
    await back();
    const incident = product.incident(`staging~${place.tenant}~bad-pack-rollback~channel~${place.name}`);
    await until(() => incident.board(), Boolean, 60_000);
    await incident.answers('Ana', 'bad');
    await incident.until(({ timeline }) => timeline.some((entry) => entry.kind === 'alert' && entry.alert.status === 'resolved'));
    await incident.answers('Ivo', 'accept');
    expect(await incident.ended()).toMatchObject({ ending: 'closed' });
    const { count } = await product.client.workflow.count(`WorkflowId = '${incident.workflowId}'`);
    expect(count).toBe(1);
    expect(await product.effects(place)).toEqual({ hold: 1, quarantine: 1, rebind: 1, pin: 1, lift: 1 });
    const { events } = await incident.record();
    expect(events.flatMap((entry) => (entry.kind === 'alert' ? [entry.alert.status] : []))).toEqual(['firing', 'resolved']);
  }

  test('cannot be reached is one incident once it can be', () =>
    expectOneIncident(
      { tenant: 'acme', name: 'au-nsw' },
      () => way.cut(),
      () => way.mend(),
    ));

  test('hangs, with the start in its hands, is one incident once it goes on', () =>
    expectOneIncident(
      { tenant: 'acme', name: 'au-vic' },
      () => process.kill(product.temporalPid, 'SIGSTOP'),
      () => process.kill(product.temporalPid, 'SIGCONT'),
    ));
});
