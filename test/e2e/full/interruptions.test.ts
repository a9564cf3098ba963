import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startProduct, type Product } from '../../support/product.ts';
import type { IncidentInHand } from '../../support/incident-in-hand.ts';
import type { ProductProcess } from '../../support/product-process.ts';
import { once, rolledBack } from '../../support/rolled-back.ts';

jest.setTimeout(120_000);

/** Promise 8 with a real Temporal, a real platform and real processes: every effect happens once. kills.test.ts kills the worker in the middle. */
describe('an incident that is interrupted', () => {
  let product: Product;
  let gateway: ProductProcess;
  let worker: ProductProcess;
  beforeAll(async () => {
    product = await startProduct({ parts: [] });
    [gateway, worker] = await Promise.all([product.serve('gateway'), product.serve('worker')]);
  });
  afterAll(() => product.stop());

  const silence = (action: keyof typeof once) => product.staging.fault('publisher-timeout', { action });

  /** Publishes a release that is proven bad without a person. */
  const publishDamaged = ({ tenant, name }: Place) => product.staging.fault('payload-corrupted', { tenant, channel: name });
  interface Place {
    readonly tenant: string;
    readonly name: string;
  }

  /** Signed off and closed, each effect once, and nobody was asked anything but to sign off. */
  async function closesRight(incident: IncidentInHand, place: Place): Promise<void> {
    const { events, record } = await rolledBack(product, place, incident);
    expect(await product.cases(place)).toHaveLength(1);
    expect(events.flatMap((entry) => (entry.kind === 'asked' ? [entry.verdicts] : []))).toEqual([['accept', 'reject']]);
    expect(events.filter(({ kind }) => kind === 'failed')).toEqual([]);
    expect(record.interventions).toHaveLength(6);
  }

  /** How often Temporal had to begin this activity. */
  async function attempts({ workflowId }: IncidentInHand, activity: string): Promise<number> {
    const { events } = await product.client.workflow.getHandle(workflowId).fetchHistory();
    const scheduled = events?.find((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity)?.eventId;
    const started = events?.map((event) => event.activityTaskStartedEventAttributes);
    return started?.find((one) => String(one?.scheduledEventId) === String(scheduled))?.attempt ?? 0;
  }

  test('by a second gateway on the same port goes on: that process says why and ends, its worker too', async () => {
    await expect(product.serve()).rejects.toThrow(/ended with 1 before it was up:[^]*another as gateway\.port \(EADDRINUSE\)/);
  });

  test('by a publisher that takes effect and never answers, on hold, rebind and lift, does each once and asks nobody to try again', async () => {
    const [onHold, onRebind, onLift] = [
      { tenant: 'acme', name: 'au-nsw' },
      { tenant: 'acme', name: 'au-vic' },
      { tenant: 'acme', name: 'nz-akl' },
    ] as const;
    for (const place of [onHold, onRebind, onLift]) await publishDamaged(place);
    await silence('rebind');
    const second = await product.alert(onRebind);
    await product.untilChanged(onRebind, 'rebind');
    await silence('hold');
    const first = await product.alert(onHold);
    await product.untilChanged(onHold, 'hold');
    const third = await product.alert(onLift);
    await third.asks('accept');
    await silence('lift');
    await third.answers('Ivo', 'accept');
    await product.untilChanged(onLift, 'lift');
    expect((await third.board()).ended).toBeNull(); // it waits for an answer that will not come
    await second.answers('Ivo', 'accept');
    await first.answers('Ivo', 'accept');
    await closesRight(first, onHold);
    await closesRight(second, onRebind);
    await closesRight(third, onLift);
    expect(await Promise.all([attempts(first, 'hold'), attempts(second, 'rollBack'), attempts(third, 'liftHold')])).toEqual([1, 1, 1]);
  });

  test('by kill -9 of gateway and worker while a question is open takes the answer after the restart, and closes', async () => {
    const place = { tenant: 'globex', name: 'au-nsw' };
    await product.staging.fault('wrong-content', { tenant: 'globex', channel: 'au-nsw' });
    await product.untilReadersServe(place, '2026.06');
    const incident = await product.alert(place);
    const before = await incident.signed('Ana', 'bad');
    await Promise.all([gateway.kill(), worker.kill()]);
    await product.serve();
    const after = await incident.asks('bad');
    expect(after.asking).toBe(before.asking);
    expect(await incident.signed('Ana', 'bad')).toMatchObject({ plan: before.plan }); // what was read before the crash still counts
    await incident.answers('Ana', 'bad');
    await incident.answers('Ivo', 'accept');
    await rolledBack(product, place, incident);
  });
});
