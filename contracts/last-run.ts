import { WorkflowNotFoundError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { handsLeft, type IncidentStart, type Outcome } from '../domain/runbook.ts';
import type { Millis } from '../domain/time.ts';
import { foreignWorkflow } from './foreign-workflow.ts';
import type { IncidentMemo } from './incident.ts';
import { workflowTypeOf } from './runbook-names.ts';
import { scopeOfWorkflowId } from './scope-of-workflow-id.ts';
import { withinReach } from './temporal-away.ts';

/** One run of an incident's workflow. */
export interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

/** The newest run of a workflow id. `outcome` is null while it runs, and for one that ended without (cancelled, terminated, failed). */
export interface LastRun extends Run {
  readonly running: boolean;
  readonly began: Millis;
  readonly outcome: Outcome | null;
  /** What the next one has to know of it, also of one that was cancelled. */
  readonly left: Pick<IncidentStart, 'steeredBy'>;
}

/**
 * The newest run of this workflow id, or null when Temporal knows none (any more). Throws ForeignWorkflow while one runs that is no incident;
 * such a one that has ended says nothing. Throws TemporalAway.
 */
export async function lastRun(client: Client, workflowId: string, patience: Millis): Promise<LastRun | null> {
  try {
    const described = await withinReach(client, 'say how the incident is', patience, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    const { runId, status, startTime, type } = described;
    const running = status.name === 'RUNNING' || status.name === 'PAUSED';
    const isOurs = type === workflowTypeOf(scopeOfWorkflowId(workflowId)?.runbook ?? '');
    if (running && !isOurs) throw foreignWorkflow(workflowId, type, 'an incident');
    const outcome = status.name === 'COMPLETED' && isOurs ? await outcomeOf(client, { workflowId, runId }, patience) : null;
    const left = outcome || running || !isOurs ? handsLeft(outcome) : handsLeft(toldBy(described));
    return { workflowId, runId, running, began: startTime.getTime(), outcome, left };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

async function outcomeOf(client: Client, { workflowId, runId }: Run, patience: Millis): Promise<Outcome> {
  return withinReach(
    client,
    'say how the incident ended',
    patience,
    () => client.workflow.getHandle(workflowId, runId).result() as Promise<Outcome>,
  );
}

/** What an incident wrote beside itself as it ended: a cancelled one has no result. */
function toldBy({ memo = {} }: WorkflowExecutionDescription): Pick<Outcome, 'ending' | 'hands'> | null {
  const { ending, hands = [] } = memo as Partial<IncidentMemo>;
  return ending === 'handed-over' ? { ending, hands } : null;
}
