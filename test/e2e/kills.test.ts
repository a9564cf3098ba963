import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startBehindDoor, type BehindDoor } from '../support/behind-door.ts';
import type { ContainFunction, Moment } from '../support/contain-moments.ts';
import type { Fate } from '../support/door.ts';
import { attempts, expectToClose, leadAll } from '../support/killed-incidents.ts';

jest.setTimeout(180_000);

/** Promise 8: one kill -9, with an incident in the middle of each function of `contain`. test/e2e/full/kills.test.ts has every moment of each. */
describe('kill -9 of the worker', () => {
  let behind: BehindDoor;
  beforeAll(async () => {
    behind = await startBehindDoor();
  });
  afterAll(() => behind.stop());

  const moments: Readonly<Record<ContainFunction, readonly [Moment, Fate]>> = {
    hold: ['sent', 'lost'],
    quarantine: ['sent', 'before the next write'],
    rollBack: ['done', 'lost'],
    serveBaseline: ['done', 'lost'],
    openCase: ['done', 'lost'],
    pin: ['begun', 'lost'],
    liftHold: ['sent', 'after the next look'],
  };

  test('in the middle of every contain ends in seven closed incidents, with each effect once and nobody asked again', async () => {
    const { product, door } = behind;
    const [, worker] = await Promise.all([product.serve('gateway'), product.serve('worker')]);
    const waiting = await leadAll(product, door, (name) => moments[name][0]);
    await worker.kill();
    for (const { name, stopped } of waiting) stopped.open(moments[name][1]);
    await product.serve('worker');
    await Promise.all(waiting.map((one) => expectToClose(product, one)));
    for (const one of waiting) expect([one.name, (await attempts(product, one)) > 1]).toEqual([one.name, true]); // it really died in there
  });
});
