import { spawnSync } from 'node:child_process';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { newSkippingServer } from '../support/time-skipping.ts';
import { StoodStill } from './let-pass.ts';

const tries = 3;

/**
 * Does `work` on a time-skipping server of its own. That server counts what is under way, and now and then forgets to count down when a run
 * goes on as a new one, or has an activity started that no worker was handed: its clock then stands still for ever, with nothing left to do.
 * All of `work` is done again on a new one, and said so.
 * What is wrong with a night shows again there.
 */
export async function onFreshServer<T>(work: (env: TestWorkflowEnvironment) => Promise<T>, say: (line: string) => void): Promise<T> {
  for (let left = tries; ; left--) {
    const before = children();
    const env = await newSkippingServer();
    const server = children().filter((pid) => !before.includes(pid));
    try {
      const done = await work(env);
      await env.teardown();
      return done;
    } catch (err) {
      if (!(err instanceof StoodStill) || left <= 1) throw err;
      say('the test server stood still: the same nights again, on a new one');
      // Not torn down: its worker may never stop, and what is still asked of it would fail where nobody listens.
      for (const pid of server) process.kill(pid, 'SIGKILL');
    }
  }
}

/** The processes that this one started; none where `pgrep` is not to be had. */
const children = (): readonly number[] =>
  (spawnSync('pgrep', ['-P', String(process.pid)], { encoding: 'utf8' }).stdout ?? '').split('\n').filter(Boolean).map(Number);
