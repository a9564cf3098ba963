import type { Fault } from './world/faults.ts';
import type { Verdict } from './world/judge.ts';

/** How an answer is made: well, or in one of the ways in which it must not count. `again` sends the person's last one once more. */
export const waysToAnswer = [
  'well',
  'again',
  'with a forged signature',
  'with an unknown key',
  'in the wrong namespace',
  'to another plan',
  'for another incident',
  'to a question that is closed',
  'with a verdict that is not offered',
  'as garbage',
] as const;
export type WayToAnswer = (typeof waysToAnswer)[number];

export const alertKinds = [
  'the first again',
  'another',
  'another channel',
  'another tenant',
  'the first, resolved',
  'cut short',
  'garbage',
] as const;
export type AlertKind = (typeof alertKinds)[number];

/** What comes from outside, at a minute after the start. */
export type Happening =
  | {
      readonly kind: 'answer';
      readonly minute: number;
      readonly who: string;
      /** The verdict by its number among those offered, and the question by its number among those open, both round and round. */
      readonly verdict: number;
      readonly question: number;
      readonly how: WayToAnswer;
      readonly by: 'update' | 'signal';
    }
  | { readonly kind: 'alert'; readonly minute: number; readonly alert: AlertKind }
  | { readonly kind: 'statement'; readonly minute: number; readonly who: string; readonly isForged: boolean }
  | { readonly kind: 'cancelled'; readonly minute: number }
  | { readonly kind: 'stop'; readonly minute: number; readonly isOn: boolean }
  | { readonly kind: 'damaged'; readonly minute: number; readonly channel: string; readonly release: string }
  | {
      readonly kind: 'moved by hand';
      readonly minute: number;
      readonly channel: string;
      readonly release: string;
      readonly action: 'promote' | 'rebind' | 'quarantine';
    };

/** One night: how the world is, what goes wrong in it, what comes from outside, and who is awake in the end. */
export interface Schedule {
  readonly scope: 'channel' | 'country';
  readonly isObserving: boolean;
  readonly isByHand: boolean;
  /** Hours for the record (BK-RO3). */
  readonly window: number;
  /** What the releases are, newest first, the same on every channel. */
  readonly releases: readonly Verdict[];
  readonly faults: readonly Fault[];
  readonly happenings: readonly Happening[];
  /** Whether somebody answers, in the morning, whatever is still open; and with which verdicts. */
  readonly morning: { readonly isSomebodyUp: boolean; readonly verdicts: readonly number[] };
}
