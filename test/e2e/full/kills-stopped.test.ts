import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { seconds } from '../../../domain/time.ts';
import { startBehindDoor, type BehindDoor } from '../../support/behind-door.ts';
import type { Moment } from '../../support/contain-moments.ts';
import { expectToClose, expectClosed, leadAll } from '../../support/killed-incidents.ts';
import type { ProductProcess } from '../../support/product-process.ts';
import { until } from '../../support/until.ts';

jest.setTimeout(600_000);

/** "Short attempts, never two at once" cannot hold for a process that stands still: what it does when it wakes must change nothing. */
describe('a worker that stands still for 20 s in the middle of every contain, while another closes the incidents,', () => {
  let behind: BehindDoor;
  let stopped: ProductProcess;
  beforeEach(async () => {
    behind = await startBehindDoor();
  });
  afterEach(async () => {
    await stopped.kill(); // one that stands still hears no SIGTERM
    await behind.stop();
  });

  test.each<readonly [string, Moment, number]>([
    ['told that its key is unknown, and about to write', 'looked', 0],
    ['whose writes take effect while it stands still, so that it goes on to keep receipts in sealed records', 'sent', 6],
  ])('%s, does nothing again and harms no record', async (_, moment, looksAgain) => {
    const { product, door } = behind;
    const [, worker] = await Promise.all([product.serve('gateway'), product.serve('worker')]);
    stopped = worker;
    const waiting = await leadAll(product, door, () => moment);
    process.kill(stopped.pid, 'SIGSTOP');
    const since = Date.now();
    for (const one of waiting) one.stopped.open('delivered');
    await product.serve('worker');
    await Promise.all(waiting.map((one) => expectToClose(product, one)));
    await until(
      async () => Date.now() - since,
      (stood) => stood >= seconds(20),
      seconds(30),
    );
    const before = door.asked.length;
    process.kill(stopped.pid, 'SIGCONT');
    await stopped.stop(); // in order: what it has in hand goes on to its end
    const woken = door.asked.slice(before);
    expect(woken.length).toBeGreaterThanOrEqual(looksAgain); // it did wake in the middle: after each write but the case's
    await Promise.all(waiting.map((one) => expectClosed(product, one)));
  });
});
