import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { getExternalWorkflowHandle, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { alertsJoined } from '../../contracts/incident.ts';
import { workflowTypeOf } from '../../contracts/runbook-names.ts';
import type { IncidentStart } from '../../domain/runbook.ts';
import { workflowIdOf, type Scope } from '../../domain/scope.ts';
import { probe } from '../incident/ports.ts';

/** Starts another runbook with what this incident has, or joins the one that is being worked already. Answers which, in words. `routedBy` may not judge it. */
export async function startLinked(
  runbook: string,
  scope: Scope,
  from: IncidentStart,
  { linkedTo, routedBy }: { readonly linkedTo: string; readonly routedBy: readonly string[] },
): Promise<string> {
  const workflowId = workflowIdOf(runbook, scope);
  const steeredBy = await probe.handsLeft(workflowId); // as a gateway does: whoever steered what is still held may not take it off here either
  const start: IncidentStart = { ...from, scope, linkedTo, routedBy, steeredBy };
  try {
    await startChild(workflowTypeOf(runbook), { workflowId, args: [start], parentClosePolicy: ParentClosePolicy.ABANDON });
    return `started ${workflowId}`;
  } catch (err) {
    if (!(err instanceof WorkflowExecutionAlreadyStartedError)) throw err;
    await getExternalWorkflowHandle(workflowId).signal(alertsJoined, from.alerts);
    return `joined ${workflowId}`;
  }
}
