import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import { seconds } from '../../domain/time.ts';

const moment = seconds(2);

/**
 * Waits for `work`, and once somebody else should go on instead, only a moment longer: whoever is told of an end, and never answers, delays
 * no hold of what fires meanwhile (promise 7). Whether it was done.
 */
export async function notForLong(work: Promise<unknown>, makesWay: () => boolean): Promise<boolean> {
  const waiting = new CancellationScope();
  const hurried = waiting.run(async () => {
    await condition(makesWay);
    await sleep(moment);
  });
  const over = (): boolean => false;
  try {
    return await Promise.race([work.then(() => true), hurried.then(over, over)]);
  } finally {
    waiting.cancel();
  }
}
