import fc from 'fast-check';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { nights } from './nights.ts';
import type { Schedule } from './schedule.ts';
import { schedules } from './schedules.ts';
import { verdict } from './verdict.ts';

const patience = 120_000;

/** The smallest schedule found within two minutes that still breaks a promise, made from the nth of this seed; null when it broke none again. */
export async function shrink(env: TestWorkflowEnvironment, seed: number, nth: number): Promise<Schedule | null> {
  const until = Date.now() + patience;
  const holds = fc.asyncProperty(schedules, async (schedule) => {
    if (Date.now() > until) return true; // what is left to try is let go, one by one, so that nothing is left running
    const [history] = await nights(env, [schedule]);
    return verdict(history!).length === 0;
  });
  const { counterexample } = await fc.check(holds, { seed, path: String(nth) });
  return counterexample?.[0] ?? null;
}
