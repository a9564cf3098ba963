import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { seconds } from '../../../domain/time.ts';
import { startBehindDoor, type BehindDoor } from '../../support/behind-door.ts';
import { momentOf } from '../../support/contain-moments.ts';
import { until } from '../../support/until.ts';

jest.setTimeout(120_000);

describe('a change that the platform is slow to answer', () => {
  let behind: BehindDoor;
  beforeAll(async () => {
    behind = await startBehindDoor();
    await behind.product.serve();
  });
  afterAll(() => behind.stop());

  test('is told to be alive so often that its worker is not taken for dead', async () => {
    const { product, door } = behind;
    const place = { tenant: 'acme', name: 'au-nsw' };
    const stopped = door.stop(momentOf(place, 'hold', 'sent'));
    const incident = await product.alert(place);
    await stopped.reached;
    const beats = new Set<number>();
    const look = async (): Promise<readonly number[]> => {
      const { raw } = await product.client.workflow.getHandle(incident.workflowId).describe();
      const [pending] = raw.pendingActivities ?? [];
      const { seconds: whole, nanos } = pending?.lastHeartbeatTime ?? {};
      if (whole) beats.add(Number(whole) * 1000 + (nanos ?? 0) / 1e6);
      return [...beats];
    };
    const told = await until(look, ({ length }) => length >= 4, seconds(20));
    const gaps = told.slice(1).map((at, index) => at - told[index]!);
    expect(Math.max(...gaps)).toBeLessThan(seconds(3.5)); // of five: the rest is for what is late
    stopped.open('delivered');
    expect(await incident.answers('Ana', 'false-alarm')).toMatchObject({ status: 200 });
    await incident.ended();
    expect(await product.effects(place)).toEqual({ hold: 1, lift: 1 });
  });
});
