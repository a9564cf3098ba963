import { allHandlersFinished, condition, upsertMemo, workflowInfo } from '@temporalio/workflow';
import type { SealedRecord } from '../../activities/evidence.ts';
import type { Ending, Runbook } from '../../domain/runbook.ts';
import { demandCompleteRecord } from './closing-gate.ts';
import type { Decisions } from './decisions.ts';
import { HandedOver } from './handed-over.ts';
import type { Objectives } from './objectives.ts';
import { reasonOf, type Pager } from './pager.ts';
import { evidence, notify } from './ports.ts';
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

export interface Closed {
  readonly ending: Ending;
  readonly because: string;
  /** Digest of the signed statement. */
  readonly record: string;
}

/** Ends an incident: tells whoever takes over, writes the last line, seals. A seal that fails asks; nothing ends without its record. */
export async function close(closing: Closing): Promise<Closed> {
  const { incident, timeline, pager, objectives, decisions, runbook } = closing;
  const { ending, because } = await gated(closing);
  if (ending === 'handed-over') pager.page(runbook.escalation.slice(-1), `handed over to you: ${because}`);
  if (objectives.started) objectives.met('recorded'); // BK-RO3: the record is complete with the lines below, however it ends
  objectives.stop();
  await pager.drain();
  timeline.refusals.sum();
  timeline.note({ kind: 'ended', ending, because });
  upsertMemo({ ending, because });
  const sealed = await seal(incident, timeline, pager, decisions, runbook);
  if (sealed.unstamped)
    pager.page(runbook.escalation.slice(-1), `record ${sealed.number} is sealed without a time stamp: ${sealed.unstamped}`);
  if (sealed.isAnchored) await anchor(incident, sealed, pager, runbook);
  await pager.drain();
  await condition(allHandlersFinished);
  return { ending, because, record: sealed.digest };
}

/** BK-E2: `closed` only with a complete record; whoever would rather hand over ends it so. */
async function gated(closing: Closing): Promise<Pick<Closing, 'ending' | 'because'>> {
  if (closing.ending !== 'closed') return closing;
  try {
    await demandCompleteRecord(closing);
    return closing;
  } catch (err) {
    if (!(err instanceof HandedOver)) throw err;
    return { ending: 'handed-over', because: err.message };
  }
}

async function seal(incident: string, timeline: Timeline, pager: Pager, decisions: Decisions, runbook: Runbook): Promise<SealedRecord> {
  for (;;) {
    try {
      const { lastSeq, rest } = await timeline.close();
      const { namespace, workflowId, runId, historyLength } = workflowInfo();
      return await evidence.seal(incident, rest, { lastSeq, namespace, workflowId, runId, historyLength });
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

/** The record is sealed whether or not the outside hears of it: each head names the one before, so a later one covers it. */
async function anchor(incident: string, sealed: SealedRecord, pager: Pager, runbook: Runbook): Promise<void> {
  await notify
    .anchor(incident, sealed)
    .catch((err: unknown) =>
      pager.page(
        runbook.escalation.slice(-1),
        `record ${sealed.number} is sealed, and its digest did not reach the anchor: ${reasonOf(err)}`,
      ),
    );
}
