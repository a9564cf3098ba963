import type { Lack } from '../../domain/closing-gate.ts';
import type { Decision, Question } from '../../domain/decisions.ts';
import type { Runbook } from '../../domain/runbook.ts';
import type { Decisions } from './decisions.ts';
import { HandedOver } from './handed-over.ts';
import { reasonOf } from './pager.ts';
import { lackingNow } from './ports.ts';
import { closingPlan, unreadPlan } from './retry-plan.ts';
import type { Timeline } from './timeline.ts';

interface Gate {
  readonly incident: string;
  readonly because: string;
  readonly timeline: Timeline;
  readonly decisions: Decisions;
  readonly runbook: Runbook;
  /** Whether somebody else should go on instead: an alert that came since the door was closed is held by the next incident only. */
  readonly makesWay: () => boolean;
}

/**
 * BK-E2: an incident is closed only when its record has every field that it needs. What is missing is asked of its owner, who has it
 * attached, waives it with a reason, or hands over (HandedOver). What fires meanwhile waits for nobody: then it is handed over as it is.
 */
export async function demandCompleteRecord(gate: Gate): Promise<void> {
  const { incident, timeline, runbook } = gate;
  const owner = runbook.escalation[Math.min(1, runbook.escalation.length - 1)]!; // the incident commander, where there is one
  let noReason = '';
  for (;;) {
    const lacks = await lackingOf(gate);
    if (lacks.length === 0) return;
    const lacking = lacks.map(({ field, why }) => `${field} (${why})`).join('; ');
    const question = {
      text: `${noReason}The record of ${incident} lacks ${lacking}. Attach it (holdfast attach --proves), or waive it with the reason as your note?`,
      verdicts: { waive: [owner] as const, 'look-again': [runbook.escalation[0]!] as const, 'hand-over': [owner] as const },
      escalation: runbook.escalation,
      notBy: [],
      plan: closingPlan(incident, lacking),
    };
    const { verdict, by, answers } = await asked(gate, question, `the record lacks ${lacking}`);
    if (verdict === 'hand-over') throw new HandedOver(`the record lacks ${lacking}; handed over by ${by.join(', ')}`);
    const why = answers.map(({ note }) => note.trim()).join('; ');
    noReason = verdict === 'waive' && why === '' ? 'A waiver needs its reason as the note. ' : '';
    if (verdict === 'waive' && why !== '') timeline.note({ kind: 'waived', fields: lacks.map(({ field }) => field), by, why });
  }
}

/** What the record lacks. One that cannot be read now is never taken for whole (BK-P1): on-call is asked to look again, or to hand over. */
async function lackingOf(gate: Gate): Promise<readonly Lack[]> {
  const { incident, because, timeline, runbook } = gate;
  for (;;) {
    await timeline.settled();
    const looked = await lackingNow(incident, timeline.pending, because).catch(reasonOf);
    if (typeof looked !== 'string') return looked;
    const [first] = runbook.escalation;
    const question = {
      text: `Whether the record of ${incident} is complete cannot be said: ${looked}. Mend the vault, then answer look-again.`,
      verdicts: { 'look-again': [first!] as const, 'hand-over': [first!] as const },
      escalation: runbook.escalation,
      notBy: [],
      plan: unreadPlan(incident, looked),
    };
    const { verdict, by } = await asked(gate, question, `the record could not be read: ${looked}`);
    if (verdict === 'hand-over') throw new HandedOver(`the record could not be read: ${looked}; handed over by ${by.join(', ')}`);
  }
}

/** The answer; HandedOver, with `lacking` as the reason, once it is not to be waited for: the question is withdrawn. */
async function asked<V extends string>(
  { decisions, makesWay }: Gate,
  question: Omit<Question<V>, 'asking' | 'since'>,
  lacking: string,
): Promise<Decision<V>> {
  const answer = await decisions.askUnless(question, makesWay);
  if (answer) return answer;
  throw new HandedOver(`${lacking}; it makes way for the next incident, for something new fires`);
}
