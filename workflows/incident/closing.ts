import { allHandlersFinished, condition, upsertMemo, workflowInfo } from '@temporalio/workflow';
import type { SealedRecord } from '../../activities/evidence.ts';
import type { LeftRecord } from '../../contracts/seal-record.ts';
import type { Board } from '../../domain/board.ts';
import { held, type Receipt } from '../../domain/containment.ts';
import { ledByHand } from '../../domain/record-objectives.ts';
import type { Ending, Runbook } from '../../domain/runbook.ts';
import { anchor } from './anchor.ts';
import { demandCompleteRecord } from './closing-gate.ts';
import type { Decisions } from './decisions.ts';
import { HandedOver } from './handed-over.ts';
import type { JoinedAlerts } from './joined-alerts.ts';
import { leaveToSeal } from './leave-to-seal.ts';
import type { Objectives } from './objectives.ts';
import type { Pager } from './pager.ts';
import { evidence } from './ports.ts';
import { sealOrAsk } from './seal-or-ask.ts';
import type { Timeline } from './timeline.ts';

interface Closing {
  readonly incident: string;
  readonly ending: Ending;
  readonly because: string;
  readonly timeline: Timeline;
  readonly pager: Pager;
  readonly objectives: Objectives;
  /** What was changed. */
  readonly receipts: readonly Receipt[];
  readonly decisions: Decisions;
  readonly runbook: Runbook;
  readonly alerts: JoinedAlerts;
  /** All who started it or steered what was done by it. */
  readonly hands: readonly string[];
  readonly board: () => Board;
  /** Told how it ends, once that is settled: until then no board says that it has. */
  readonly settled: (ending: Ending, because: string) => void;
}

export interface Closed {
  readonly ending: Ending;
  readonly because: string;
  /** Digest of the signed statement. Empty when another workflow seals it, as what came meanwhile needs the next incident at once. */
  readonly record: string;
  /** As in `Closing`; nobody where it was handed over with nothing held. */
  readonly hands: readonly string[];
}

/**
 * Ends an incident: tells whoever takes over, writes the last line, seals. A seal that fails asks; nothing ends without its record. What
 * fires meanwhile waits neither for the vault, for the record is left to a workflow of its own, nor for a page, an anchor or an answer about
 * the record: the next incident begins.
 */
export async function close(closing: Closing): Promise<Closed> {
  const { incident, timeline, pager, objectives, runbook, alerts } = closing;
  const makesWay = () => alerts.late.length > 0;
  const { ending, because } = await gated(closing, makesWay);
  closing.settled(ending, because);
  if (ending === 'handed-over') pager.page(runbook.escalation.slice(-1), `handed over to you: ${because}`);
  if (objectives.started) objectives.met('recorded', ledByHand('recorded', closing.receipts, timeline.hasWaivers)); // BK-RO3: the record is complete with the lines below, however it ends
  objectives.stop();
  await pager.drain(makesWay);
  timeline.refusals.sum();
  timeline.note({ kind: 'ended', ending, because });
  const hands = ending === 'handed-over' && leavesNothing(closing) ? [] : closing.hands;
  upsertMemo({ ending, because, hands });
  const sealed = await seal(closing, makesWay);
  if (sealed) await anchor({ incident, sealed, pager, escalation: runbook.escalation, makesWay });
  await pager.drain(makesWay);
  await condition(allHandlersFinished);
  return { ending, because, record: sealed?.digest ?? '', hands };
}

/** Whether nothing is held, nor may be: whoever steered it may judge the next incident, which finds nothing of theirs (promise 6). */
function leavesNothing({ receipts, board }: Closing): boolean {
  return held(receipts).length === 0 && board().unresolved.length === 0;
}

/** BK-E2: `closed` only with a complete record; whoever would rather hand over ends it so. */
async function gated(closing: Closing, makesWay: () => boolean): Promise<Pick<Closing, 'ending' | 'because'>> {
  if (closing.ending !== 'closed') return closing;
  try {
    await demandCompleteRecord({ ...closing, makesWay });
    return closing;
  } catch (err) {
    if (!(err instanceof HandedOver)) throw err;
    return { ending: 'handed-over', because: err.message };
  }
}

/** Null when it is left to another: then alerts wait for the next incident (architecture.md, section 6). */
async function seal({ incident, timeline, decisions, runbook, board }: Closing, makesWay: () => boolean): Promise<SealedRecord | null> {
  const sealing = () => {
    const { namespace, workflowId, runId, historyLength } = workflowInfo();
    return { namespace, workflowId, runId, historyLength };
  };
  const once = async () => {
    const { lastSeq, rest } = await timeline.close();
    return evidence.seal(incident, rest, { lastSeq, ...sealing() });
  };
  const asking = { incident, decisions, escalation: runbook.escalation, seal: once };
  const sealed = await sealOrAsk({ ...asking, makesWay });
  if (!('why' in sealed)) return sealed;
  const { lastSeq, rest } = timeline.left;
  const escalation = runbook.escalation as LeftRecord['escalation'];
  const left = { incident, sealing: { lastSeq, ...sealing() }, escalation, asked: decisions.asked };
  const isLeft = await leaveToSeal({ ...left, board: { ...board(), timeline: [], questions: [] } }, rest);
  return isLeft ? null : ((await sealOrAsk({ ...asking, makesWay: () => false })) as SealedRecord);
}
