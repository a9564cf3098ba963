import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Millis } from '../../domain/time.ts';

const patience = 180_000;

/** Lets time pass on the server's clock. Throws when that takes minutes of real time: then something is never done, and time cannot skip. */
export async function letPass(env: TestWorkflowEnvironment, time: Millis): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_resolve, reject) => {
    const why = 'the clock of the test server stands still: a workflow task or an activity is never done';
    timer = setTimeout(() => reject(new Error(why)), patience);
  });
  try {
    await Promise.race([env.sleep(time), stuck]);
  } finally {
    clearTimeout(timer);
  }
}
