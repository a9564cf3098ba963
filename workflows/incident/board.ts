import type { Board, BoardStep } from '../../domain/board.ts';
import { held, wasSoAlready, type Receipt } from '../../domain/containment.ts';
import { pausedNotice } from '../../domain/packs.ts';
import type { Runbook } from '../../domain/runbook.ts';
import type { Scope } from '../../domain/scope.ts';
import type { Millis } from '../../domain/time.ts';
import type { Entry } from '../../domain/timeline.ts';
import type { Decisions } from './decisions.ts';
import type { JoinedAlerts } from './joined-alerts.ts';
import type { Objectives } from './objectives.ts';
import type { Pager } from './pager.ts';
import type { Steps } from './steps.ts';

/** Of one step about one channel. */
export interface StepState {
  readonly title: string;
  readonly state: 'in hand' | 'done' | 'failed';
  readonly at: Millis;
}

interface Known {
  readonly incident: string;
  readonly observing: boolean;
  readonly severity: string;
  readonly runbook: Runbook;
  readonly scope: Scope;
  readonly began: Millis;
  readonly ending: Board['ended'];
  readonly steps: Steps;
  readonly impact: Board['impact'];
  readonly timeline: readonly Entry[];
  readonly objectives: Objectives;
  readonly decisions: Decisions;
  readonly alerts: JoinedAlerts;
  readonly pager: Pager;
}

/** All that a screen shows of one incident, from what it knows now. */
export function boardOf({ runbook, steps, objectives, decisions, alerts, pager, ending, ...known }: Known): Board {
  const { receipts, states } = steps;
  const { id, name, title } = runbook;
  return {
    incident: known.incident,
    runbook: { id, name, title, severity: known.severity },
    observing: known.observing,
    stopped: null, // an incident does not know; whoever shows the board asks
    scope: known.scope,
    began: known.began,
    now: Date.now(),
    ended: ending,
    held: held(receipts).map(heldBy),
    done: receipts.map(doneBy),
    steps: runbook.steps.map((step) => stepOf(step, [...states.values()])),
    questions: decisions.board,
    objectives: objectives.board,
    alerts: alerts.board,
    unresolved: steps.unresolved,
    lostPages: pager.lostPages,
    impact: known.impact,
    timeline: known.timeline,
  };
}

function heldBy({ channel, at, subject, since }: Receipt): Board['held'][number] {
  return { channel, since: since ?? at, name: subject, notice: pausedNotice, ...(since !== undefined && { adopted: true as const }) };
}

function doneBy(receipt: Receipt): Board['done'][number] {
  const { action, channel, subject, at, after, byHand } = receipt;
  return { action, channel, subject, at, after, ...(wasSoAlready(receipt) && { already: true }), ...(byHand && { byHand }) };
}

/** A step about several channels has failed when it failed for one, and is done when it is for all. */
function stepOf(title: string, states: readonly StepState[]): BoardStep {
  const own = states.filter((state) => state.title === title);
  const told = own.find(({ state }) => state === 'failed') ?? own.find(({ state }) => state === 'in hand') ?? own.at(-1);
  return { title, state: told?.state ?? 'ahead', at: told?.at ?? null };
}
