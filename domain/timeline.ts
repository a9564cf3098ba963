import type { Alert } from './alerts.ts';
import type { Decision, Refusal, RefusalCode } from './decisions.ts';
import type { Ending } from './runbook.ts';
import type { Channel, Scope } from './scope.ts';
import type { IncidentStatement, Statement } from './statements.ts';
import type { Millis } from './time.ts';

/** One line of the timeline. `at` is workflow time, epoch milliseconds; `seq` starts at 1 and never has a gap. */
export type Entry = { readonly seq: number; readonly at: Millis } & Happening;

export type ObjectiveState = 'half' | 'late soon' | 'missed' | 'met' | 'broken';

/** Which step a line tells of. */
interface StepTold {
  readonly step: string;
  /** Its nth time, counted for each channel. */
  readonly occasion: number;
  /** The channel, as `channelText` writes it, where a step is done for each. */
  readonly about?: string;
}

export type Happening =
  | {
      readonly kind: 'opened';
      readonly runbook: string;
      readonly scope: Scope;
      readonly severity: string;
      readonly by: string;
      readonly linkedTo: string | null;
      /** As it was signed, where a person started it. */
      readonly startedBy?: Statement;
    }
  /** BK-E1: whose start by hand this is. A line of its own, for the signature is checked after the first lines were noted. */
  | { readonly kind: 'started'; readonly person: string }
  | { readonly kind: 'alert'; readonly alert: Alert; readonly count: number }
  | ({ readonly kind: 'began' } & StepTold)
  | ({ readonly kind: 'did'; readonly result: unknown } & StepTold)
  | ({
      readonly kind: 'failed';
      readonly why: string;
      /** Under which it changes what it changes. */
      readonly key: string;
      /** That may have taken effect all the same (GOV-11). */
      readonly unresolved?: true;
    } & StepTold)
  | { readonly kind: 'asked'; readonly asking: number; readonly text: string; readonly verdicts: readonly string[] }
  | {
      readonly kind: 'counted';
      readonly asking: number;
      readonly person: string;
      /** The person's, as the roster had them when it counted. */
      readonly roles: readonly string[];
      readonly verdict: string;
      readonly note: string;
    }
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly asking: number }
  /** Of `refused` in all, how many had no line of their own since the last such line, by their codes. */
  | { readonly kind: 'flood'; readonly refused: number; readonly untold: Readonly<Partial<Record<RefusalCode, number>>> }
  | { readonly kind: 'paged'; readonly page: number; readonly role: string; readonly why: string }
  | { readonly kind: 'page lost'; readonly page: number; readonly role: string; readonly why: string }
  | {
      readonly kind: 'stated';
      readonly statement: string;
      readonly person: string;
      readonly text: string;
      /** As it was signed, so that anyone can check it again. */
      readonly signed: IncidentStatement;
    }
  | { readonly kind: 'waived'; readonly fields: readonly string[]; readonly by: readonly string[]; readonly why: string }
  | { readonly kind: 'checkpoint'; readonly upTo: number; readonly digest: string }
  | { readonly kind: 'not sealed'; readonly why: string }
  | { readonly kind: 'widened'; readonly channels: readonly Channel[] }
  | { readonly kind: 'impact'; readonly since: Millis; readonly how: string }
  | { readonly kind: 'objective'; readonly name: string; readonly state: ObjectiveState }
  | { readonly kind: 'ended'; readonly ending: Ending; readonly because: string };

/** The lines of one kind, in order. */
export const of = <K extends Happening['kind']>(entries: readonly Entry[], kind: K): readonly Extract<Entry, { readonly kind: K }>[] =>
  entries.filter((entry): entry is Extract<Entry, { readonly kind: K }> => entry.kind === kind);

/** The line that ends what `began`; none while that is in hand. */
export const endOf = (entries: readonly Entry[], began: Extract<Entry, { readonly kind: 'began' }>): Entry | undefined =>
  entries.find(
    (entry) =>
      (entry.kind === 'did' || entry.kind === 'failed') &&
      entry.seq > began.seq &&
      entry.step === began.step &&
      entry.occasion === began.occasion &&
      entry.about === began.about,
  );

/** The statements of one kind, in order. */
export const statedIn = (
  entries: readonly Entry[],
  kind: IncidentStatement['kind'],
): readonly Extract<Entry, { readonly kind: 'stated' }>[] => of(entries, 'stated').filter(({ signed }) => signed.kind === kind);

/** Whether a person waived a field of the record by it: asked, or unasked (BK-E2). */
export const isWaiver = (happening: Happening): boolean =>
  happening.kind === 'waived' || (happening.kind === 'stated' && happening.signed.kind === 'waiver');
