import { ApplicationFailure, CancellationScope, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { incidentAttribute, type IncidentMemo } from '../../contracts/incident.ts';
import type { RefusalCode } from '../../domain/decisions.ts';
import type { IncidentStart, Runbook } from '../../domain/runbook.ts';
import { isScope, scopeText } from '../../domain/scope.ts';
import type { Statement } from '../../domain/statements.ts';
import { open, verifyStart } from './ports.ts';
import { longId, shortId } from './short-id.ts';

/** Reserves the incident's short id in the vault, shows it in Temporal's list, and answers who started it by hand, if anybody did. */
export async function identify(
  start: IncidentStart,
  runbook: Runbook,
  named: (id: string, isReserved: boolean) => void,
): Promise<string | null> {
  const { id, isReserved } = await CancellationScope.nonCancellable(reserve); // cancelled at once, it still ends under a name
  named(id, isReserved);
  const memo: IncidentMemo = { incident: id, runbook: runbook.name, scope: scopeText(start.scope) };
  upsertMemo({ ...memo, ending: null, because: null, hands: null }); // a run that carries on with late alerts inherits its predecessor's
  upsertSearchAttributes([{ key: defineSearchAttributeKey(incidentAttribute, SearchAttributeType.KEYWORD), value: id }]);
  return starterOf(start, runbook.name);
}

interface Named {
  readonly id: string;
  readonly isReserved: boolean;
}

/** Evidence that cannot be opened now delays no containment: a long random id needs nobody to say that it is free. */
async function reserve(): Promise<Named> {
  for (;;) {
    const id = shortId();
    const isFree = await open(id, workflowInfo().runId).catch(() => null);
    if (isFree === null) return { id: longId(), isReserved: false };
    if (isFree) return { id, isReserved: true };
  }
}

/** Putting a containment on takes an authenticated alert, or a signed start (promise 6): anyone who reaches Temporal can start a workflow. */
async function starterOf({ startedBy, alerts, scope }: IncidentStart, runbook: string): Promise<string | null> {
  if (!startedBy && alerts.length > 0) return null;
  if (!startedBy) throw refused('Malformed', 'neither an alert nor a signed start came with it');
  if (!isFor(startedBy, runbook, scopeText(scope))) throw refused('Malformed', 'it was signed for another runbook or another scope');
  const identified = await verifyStart(startedBy, workflowInfo().startTime.getTime());
  if ('refusal' in identified) throw refused(identified.refusal.code, identified.refusal.message);
  return identified.person.name;
}

const isFor = (statement: Statement, runbook: string, scope: string): boolean =>
  statement.runbook === runbook && isScope(statement.scope) && scopeText(statement.scope) === scope;

const refused = (code: RefusalCode, why: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(`the start is refused: ${why}`, code);
