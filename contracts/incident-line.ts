import type { WorkflowExecutionInfo } from '@temporalio/client';
import { scopeText } from '../domain/scope.ts';
import type { Millis } from '../domain/time.ts';
import type { IncidentMemo } from './incident.ts';
import { scopeOfWorkflowId } from './scope-of-workflow-id.ts';

/** One incident in a list. */
export interface IncidentLine {
  /** Such as `INC-7Q2M4K`; null in the moments before the incident has one. */
  readonly incident: string | null;
  readonly workflowId: string;
  readonly runId: string;
  readonly runbook: string;
  /** `tenant/environment/kind/name`. */
  readonly scope: string;
  readonly began: Millis;
  readonly open: boolean;
  /** `open`, how it ended (`closed`, `false-alarm`, `handed-over`), or Temporal's word for an end that nobody wrote (`failed`, `terminated`). */
  readonly state: string;
  readonly because: string;
}

/** The line of a workflow: from its memo, and until it has written that, from its id. */
export function incidentLine({ workflowId, runId, status, startTime, memo = {} }: WorkflowExecutionInfo): IncidentLine {
  const { incident = null, runbook, scope, ending, because = '' } = memo as Partial<IncidentMemo>;
  const named = scopeOfWorkflowId(workflowId);
  const open = status.name === 'RUNNING' || status.name === 'PAUSED';
  const saidSo = status.name === 'COMPLETED' || status.name === 'CONTINUED_AS_NEW'; // the next one of its id has begun: this one ended
  const ended = (saidSo && ending) || status.name.toLowerCase();
  return {
    incident,
    workflowId,
    runId,
    runbook: runbook ?? named?.runbook ?? 'unknown',
    scope: scope ?? (named ? scopeText(named.scope) : 'unknown'),
    began: startTime.getTime(),
    open,
    state: open ? 'open' : ended,
    because,
  };
}
