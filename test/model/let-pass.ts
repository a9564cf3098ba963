import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Millis } from '../../domain/time.ts';

/** Of real time. A hundred nights go through any of their hours in a second or two, on a crowded machine in ten. */
const patience = 40_000;

/** The server's clock cannot skip: something is never done, or the server takes it so. */
export class StoodStill extends Error {
  override readonly name = 'StoodStill';
}

/** Lets time pass on the server's clock. Throws StoodStill when that takes far too long. */
export async function letPass(env: TestWorkflowEnvironment, time: Millis): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_resolve, reject) => {
    const why = 'the clock of the test server stands still: a workflow task or an activity is never done';
    timer = setTimeout(() => reject(new StoodStill(why)), patience);
  });
  try {
    await Promise.race([env.sleep(time), stuck]);
  } finally {
    clearTimeout(timer);
  }
}
