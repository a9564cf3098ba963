import {
  ApplicationFailure,
  condition,
  defineSignal,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { alertsJoined, board, decide, decision, incidentAttribute, state } from '../../../contracts/incident.ts';
import { identityOf } from '../../../domain/alerts.ts';
import type { Board } from '../../../domain/board.ts';
import type { Ending, IncidentStart, Outcome } from '../../../domain/runbook.ts';
import { scopeText } from '../../../domain/scope.ts';

/** Ends the tiny incident as it is told to. */
export const endNow = defineSignal<[Ending]>('endNow');

/** @public started by its name: the real one */
export { stopAutomation } from '../../../workflows/stop-automation.ts';

/** @public started by its name */
export const badPackRollback = (start: IncidentStart): Promise<Outcome> => tiny('bad-pack-rollback', start);
/** @public started by its name */
export const triage = (start: IncidentStart): Promise<Outcome> => tiny('triage', start);

/** What the gateway sees of an incident, without any of its work: it counts alerts, answers, and ends when told. */
async function tiny(runbook: string, { scope, alerts, observe = false, steeredBy = [] }: IncidentStart): Promise<Outcome> {
  const incident = `INC-${workflowInfo().runId.replaceAll('-', '').slice(0, 12).toUpperCase()}`;
  upsertMemo({ incident, runbook, scope: scopeText(scope) });
  upsertSearchAttributes({ [incidentAttribute]: [incident] });
  const taken = [...alerts];
  const decisions: string[] = [];
  let ending: Ending | null = null;
  setHandler(alertsJoined, (joined) => void taken.push(...joined));
  const shown = { incident, began: 0, now: 0, questions: [], timeline: decisions, alerts: taken, observe, steeredBy };
  setHandler(board, () => shown as unknown as Board);
  setHandler(decide, (answer) => {
    decisions.push(answer.verdict);
    if (answer.verdict === 'bad') return 'Ana counted for bad';
    throw ApplicationFailure.nonRetryable('no', answer.verdict);
  });
  setHandler(state, ({ text, kind }) => {
    decisions.push(`${kind} ${text}`);
    if (kind === 'note') return 'Ana noted it';
    throw ApplicationFailure.nonRetryable('no', text);
  });
  setHandler(decision, (answer) => void decisions.push(`signal ${answer.verdict}`));
  setHandler(endNow, (told) => void (ending = told));
  const cancelled = await condition(() => ending !== null).then(
    () => null,
    (err: unknown) => err,
  );
  if (cancelled) ending = 'handed-over'; // as a real one does, before it passes that on
  const hands = ['Bo'];
  upsertMemo({ ending, because: 'told to', hands });
  if (cancelled) throw cancelled;
  return { incident, ending: ending!, because: 'told to', record: '', at: Date.now(), judged: taken.map(identityOf), hands };
}
