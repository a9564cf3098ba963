import { allHandlersFinished, condition, upsertMemo } from '@temporalio/workflow';
import type { Ending, Runbook } from '../../domain/runbook.ts';
import type { Decisions } from './decisions.ts';
import type { Objectives } from './objectives.ts';
import { reasonOf, type Pager } from './pager.ts';
import { evidence } from './ports.ts';
import type { Timeline } from './timeline.ts';

interface Closing {
  readonly incident: string;
  readonly ending: Ending;
  readonly because: string;
  readonly timeline: Timeline;
  readonly pager: Pager;
  readonly objectives: Objectives;
  readonly decisions: Decisions;
  readonly runbook: Runbook;
}

/** Ends an incident: tells whoever takes over, writes the last line, seals. A seal that fails asks; nothing ends without its record. */
export async function close({ incident, ending, because, timeline, pager, objectives, decisions, runbook }: Closing): Promise<string> {
  if (ending === 'handed-over') pager.page(runbook.escalation.slice(-1), `handed over to you: ${because}`);
  if (objectives.started) objectives.met('recorded'); // BK-RO3: the record is complete with the lines below, however it ends
  objectives.stop();
  await pager.drain();
  timeline.refusals.sum();
  timeline.note({ kind: 'ended', ending, because });
  upsertMemo({ ending, because });
  const record = await seal(incident, timeline, pager, decisions, runbook);
  await pager.drain();
  await condition(allHandlersFinished);
  return record;
}

async function seal(incident: string, timeline: Timeline, pager: Pager, decisions: Decisions, runbook: Runbook): Promise<string> {
  for (;;) {
    try {
      return await evidence.seal(incident, await timeline.close());
    } catch (err) {
      const why = reasonOf(err);
      const plan = {
        target: 'the evidence record',
        before: `it cannot be sealed: ${why}`,
        after: 'it is tried again',
        affects: 'nothing that readers get',
        undo: 'nothing to undo',
      };
      await decisions.ask({
        text: `The record of ${incident} cannot be sealed: ${why}. Mend the vault, then answer retry.`,
        verdicts: { retry: [runbook.escalation[0]!] },
        escalation: runbook.escalation,
        notBy: [],
        plan: { retry: plan },
      });
    }
  }
}
