import { actions, receiptsIn, wasMadeByOthers, type Action, type Receipt } from './containment.ts';
import type { Millis } from './time.ts';
import { endOf, isWaiver, of, type Entry } from './timeline.ts';

/** An objective as it came out. Times are ISO 8601, UTC; lengths are milliseconds. */
export interface RecordedObjective {
  readonly name: string;
  readonly state: string;
  readonly at: string;
  /** Since when its clock ran: the confirmed impact. */
  readonly impact_at: string | null;
  readonly milliseconds_from_impact: Millis | null;
  /** Where the time from the impact went; together they are all of it. */
  readonly spent: Spent | null;
  /** BK-P5: what led to it was done by hand, so that it proves nothing of the runbook. */
  readonly by_hand: boolean;
}

interface Spent {
  /** Questions were open, and no step was in hand. */
  readonly people: Millis;
  /** Steps were in hand: the platform was read, changed, judged. */
  readonly target: Millis;
  /** Readers were asked until they had followed. */
  readonly propagation: Millis;
  /** Nothing of these: Temporal, and the time before the incident knew. */
  readonly temporal: Millis;
}

interface Span {
  readonly from: Millis;
  readonly to: Millis;
}

/** The changes that make a promise hold; of another name, all of them. */
const leadingTo: Readonly<Record<string, readonly Action[]>> = {
  safe: ['hold', 'quarantine', 'rebind', 'baseline'],
  intact: ['hold', 'quarantine', 'rebind', 'baseline'],
};

const propagating = 'Check what readers are served';

/** BK-RO1..3, BK-RC6: each objective that was met, missed or broken, in order, with both times and where the time went. */
export function objectivesOf(entries: readonly Entry[]): readonly RecordedObjective[] {
  const impact = of(entries, 'impact').at(-1)?.since ?? null;
  const told = of(entries, 'objective').filter(({ state }) => state === 'met' || state === 'missed' || state === 'broken');
  return told.map(({ name, state, at, seq }) => ({
    name,
    state,
    at: iso(at),
    impact_at: impact === null ? null : iso(impact),
    milliseconds_from_impact: impact === null ? null : at - impact,
    spent: impact === null ? null : spentOf(entries, { from: impact, to: at }),
    by_hand: wasByHand(entries, name, seq),
  }));
}

/** `line`: of the objective. What came after it led to nothing, though a workflow's clock stands still between the two. */
function wasByHand(entries: readonly Entry[], objective: string, line: number): boolean {
  const before = entries.filter(({ seq }) => seq < line);
  const changed = of(before, 'did').flatMap(({ result }) => receiptsIn(result));
  return ledByHand(objective, changed, before.some(isWaiver));
}

/** BK-P5: a change that people made on the way to it; of the record, also a field that was waived. What was attached only shows something. */
export function ledByHand(objective: string, receipts: readonly Receipt[], hasWaivers: boolean): boolean {
  const led = leadingTo[objective] ?? actions;
  return receipts.some((receipt) => wasMadeByOthers(receipt) && led.includes(receipt.action)) || (objective === 'recorded' && hasWaivers);
}

function spentOf(entries: readonly Entry[], whole: Span): Spent {
  const steps = stepSpans(entries);
  const target = unionOf(
    steps.filter(({ step }) => step !== propagating),
    whole,
  );
  const propagation = unionOf([...steps], whole) - target;
  const people = unionOf([...steps, ...questionSpans(entries)], whole) - target - propagation;
  return {
    people,
    target,
    propagation,
    temporal: whole.to - whole.from - people - target - propagation,
  };
}

function stepSpans(entries: readonly Entry[]): readonly (Span & { readonly step: string })[] {
  return of(entries, 'began').map((began) => ({ step: began.step, from: began.at, to: endOf(entries, began)?.at ?? began.at }));
}

function questionSpans(entries: readonly Entry[]): readonly Span[] {
  return of(entries, 'asked').map(({ asking, at }) => {
    const end = of(entries, 'decided').find(({ decision }) => decision.asking === asking);
    return { from: at, to: end?.at ?? entries.at(-1)!.at };
  });
}

/** How much of `whole` these spans cover together. */
function unionOf(spans: readonly Span[], whole: Span): Millis {
  const inside = spans
    .map(({ from, to }) => ({ from: Math.max(from, whole.from), to: Math.min(to, whole.to) }))
    .filter(({ from, to }) => to > from)
    .sort((one, other) => one.from - other.from);
  let sum = 0;
  let reached = whole.from;
  for (const { from, to } of inside) {
    sum += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return sum;
}

const iso = (at: Millis): string => new Date(at).toISOString();
