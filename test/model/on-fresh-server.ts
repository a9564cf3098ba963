import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { newSkippingServer } from '../support/time-skipping.ts';

const patience = 150_000;
const tries = 3;

/**
 * Does `work` on a time-skipping server of its own. That server now and then stands still for ever, among a hundred nights, with nothing left
 * to do: then all of `work` is done again on a new one, and said so. What is wrong with a night shows again there.
 */
export async function onFreshServer<T>(work: (env: TestWorkflowEnvironment) => Promise<T>, say: (line: string) => void): Promise<T> {
  for (let left = tries; ; left--) {
    const env = await newSkippingServer();
    const working = work(env);
    const done = await withinPatience(working).catch(async (err: unknown) => {
      await env.teardown().catch(() => undefined);
      throw err;
    });
    if (done) {
      await env.teardown();
      return done.value;
    }
    working.catch(() => undefined);
    env.teardown().catch(() => undefined); // not waited for: its worker may never stop
    if (left <= 1) throw new Error(`the test server stood still ${tries} times: a workflow task or an activity is never done`);
    say('the test server stood still: the same nights again, on a new one');
  }
}

/** Null when it was not done in time. */
async function withinPatience<T>(working: Promise<T>): Promise<{ readonly value: T } | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), patience)));
  try {
    return await Promise.race([working.then((value) => ({ value })), late]);
  } finally {
    clearTimeout(timer);
  }
}
