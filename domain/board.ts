import type { Action } from './containment.ts';
import type { Question } from './decisions.ts';
import type { Ending } from './runbook.ts';
import type { Channel, Scope } from './scope.ts';
import type { Stop } from './statements.ts';
import type { Millis } from './time.ts';
import type { Entry } from './timeline.ts';
import type { Unresolved } from './unresolved.ts';

/** All that a screen shows of one incident. Times are epoch milliseconds; `now` is when it was asked for. */
export interface Board {
  readonly incident: string;
  readonly runbook: { readonly id: string; readonly name: string; readonly title: string; readonly severity: string };
  readonly scope: Scope;
  readonly began: Millis;
  readonly now: Millis;
  /** Only watching: nothing is changed (promise 12). */
  readonly observing: boolean;
  /** Automatic containment is stopped, and asks a person first (promise 12). */
  readonly stopped: Stop | null;
  readonly ended: { readonly ending: Ending; readonly because: string; readonly at: Millis } | null;
  /** Every channel that is held by this incident, with BK-W1's notice. */
  readonly held: readonly {
    readonly channel: Channel;
    readonly since: Millis;
    readonly name: string;
    readonly notice: string;
    /** It was on before this incident, which took it over (promise 9). */
    readonly adopted?: true;
  }[];
  /** What was changed in the world, in order. */
  readonly done: readonly {
    readonly action: Action;
    readonly channel: Channel;
    readonly subject: string;
    readonly at: Millis;
    readonly after: string;
    /** It was so before: told, and not counted as a change. */
    readonly already?: true;
    /** People did it, since the platform cannot (BK-P5). */
    readonly byHand?: true;
  }[];
  readonly steps: readonly BoardStep[];
  readonly questions: readonly BoardQuestion[];
  readonly objectives: readonly BoardObjective[];
  readonly alerts: { readonly distinct: number; readonly received: number; readonly scopeUnknown: boolean; readonly newest: string };
  /** GOV-11: changes that were ordered, and of which nobody knows yet whether they took effect. */
  readonly unresolved: readonly Unresolved[];
  /** Pages that nobody got yet. */
  readonly lostPages: readonly { readonly role: string; readonly why: string; readonly at: Millis }[];
  readonly impact: { readonly since: Millis; readonly how: string } | null;
  /** The newest lines, oldest first. All of them are in the vault. */
  readonly timeline: readonly Entry[];
}

export interface BoardStep {
  readonly title: string;
  readonly state: 'ahead' | 'in hand' | 'done' | 'failed';
  readonly at: Millis | null;
}

export interface BoardQuestion extends Question {
  readonly votes: readonly { readonly person: string; readonly verdict: string }[];
  readonly paged: readonly string[];
}

export interface BoardObjective {
  readonly name: string;
  readonly allowed: Millis;
  /** When it must hold, or null while the impact is not confirmed. */
  readonly due: Millis | null;
  readonly state: 'waiting' | 'running' | 'met' | 'missed' | 'met late';
  readonly metAt: Millis | null;
  /** BK-P5: met, but what led to it was done by hand, so that it proves nothing of the runbook. */
  readonly byHand?: true;
}

/** Whether nothing more comes of it: one that has ended may still ask, such as what becomes of a record that cannot be sealed. */
export const isOver = (board: Board): board is Board & { readonly ended: NonNullable<Board['ended']> } =>
  board.ended !== null && board.questions.length === 0;
