import { setTimeout as pause } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Millis } from '../../domain/time.ts';

const lookEvery = 5_000;
const mostLooks = 36;
/** `PENDING_ACTIVITY_STATE_SCHEDULED`: from the second attempt on, an activity that waits until it is tried again. */
const waiting = 1;

/**
 * Lets time pass on the server's clock, and waits until it has. That server counts what is under way, and skips time while that is nothing; what
 * it forgets to count down when a run goes on as a new one would stop its clock for ever. So whenever it takes long, and no workflow has
 * anything under way, it is told to count one down. Throws when something is under way for minutes of real time: it is never done.
 */
export async function letPass(env: TestWorkflowEnvironment, time: Millis): Promise<void> {
  const passed = env.sleep(time).then(() => true);
  for (let looks = 0; looks < mostLooks; looks++) {
    if (await Promise.race([passed, pause(lookEvery, false, { ref: false })])) return;
    if (!(await isBusy(env))) await env.connection.testService?.unlockTimeSkipping({});
  }
  throw new Error('the clock of the test server stands still: a workflow task or an activity is never done');
}

/** Whether any workflow has a workflow task or an activity under way. */
async function isBusy(env: TestWorkflowEnvironment): Promise<boolean> {
  const { workflowService } = env.connection;
  const namespace = env.namespace ?? 'default';
  const running = { namespace, maximumPageSize: 1_000, startTimeFilter: {} };
  const { executions } = await workflowService.listOpenWorkflowExecutions(running);
  const described = executions.map(({ execution }) => workflowService.describeWorkflowExecution({ namespace, execution: execution! }));
  return (await Promise.all(described)).some(
    ({ pendingWorkflowTask, pendingActivities }) =>
      pendingWorkflowTask != null || pendingActivities.some(({ state, attempt }) => state !== waiting || (attempt ?? 0) <= 1),
  );
}
