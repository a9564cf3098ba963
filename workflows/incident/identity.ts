import { ApplicationFailure, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { incidentAttribute, type IncidentMemo } from '../../contracts/incident.ts';
import type { IncidentStart, Runbook } from '../../domain/runbook.ts';
import { scopeText } from '../../domain/scope.ts';
import { open, verifyStart } from './ports.ts';
import { shortId } from './short-id.ts';

/** Reserves the incident's short id in the vault, shows it in Temporal's list, and answers who started it by hand, if anybody did. */
export async function identify(start: IncidentStart, runbook: Runbook, reserved: (id: string) => void): Promise<string | null> {
  const id = await reserve();
  reserved(id);
  const memo: IncidentMemo = { incident: id, runbook: runbook.name, scope: scopeText(start.scope) };
  upsertMemo({ ...memo });
  upsertSearchAttributes([{ key: defineSearchAttributeKey(incidentAttribute, SearchAttributeType.KEYWORD), value: id }]);
  return starterOf(start);
}

async function reserve(): Promise<string> {
  for (;;) {
    const id = shortId();
    if (await open(id, workflowInfo().runId)) return id;
  }
}

/** Putting a containment on takes an authenticated alert, or a signed start (promise 6): anyone who reaches Temporal can start a workflow. */
async function starterOf({ startedBy }: IncidentStart): Promise<string | null> {
  if (!startedBy) return null;
  const identified = await verifyStart(startedBy, workflowInfo().startTime.getTime());
  if ('refusal' in identified)
    throw ApplicationFailure.nonRetryable(`the start is refused: ${identified.refusal.message}`, identified.refusal.code);
  return identified.person.name;
}
