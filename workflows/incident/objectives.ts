import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { BoardObjective } from '../../domain/board.ts';
import type { Millis } from '../../domain/time.ts';
import type { Pager } from './pager.ts';
import type { Timeline } from './timeline.ts';

const marks = [
  [0.5, 'half'],
  [0.8, 'late soon'],
  [1, 'missed'],
] as const;

interface Clock {
  /** What is still to be told of it, in this order. */
  readonly marks: { readonly at: Millis; readonly state: (typeof marks)[number][1] }[];
}

/** Objective clocks. They warn and page, and never stop the repair that they measure (promise 7). */
export class Objectives {
  private readonly allowed: Readonly<Record<string, Millis>>;
  private readonly escalation: readonly string[];
  private readonly timeline: Timeline;
  private readonly pager: Pager;
  private readonly running = new Map<string, Clock>();
  private readonly metAt = new Map<string, Pick<BoardObjective, 'byHand'> & { readonly at: Millis }>();
  private readonly missed = new Set<string>();
  private impact: Millis | undefined;
  private watching = new CancellationScope();

  constructor(allowed: Readonly<Record<string, Millis>>, escalation: readonly string[], timeline: Timeline, pager: Pager) {
    this.allowed = allowed;
    this.escalation = escalation;
    this.timeline = timeline;
    this.pager = pager;
  }

  /** Starts every clock, counted from `impact`, which may lie in the past. */
  start(impact: Millis, how: string): void {
    this.impact = impact;
    this.timeline.note({ kind: 'impact', since: impact, how });
    for (const name of Object.keys(this.allowed)) this.run(name);
    this.watch();
  }

  get started(): boolean {
    return this.impact !== undefined;
  }

  /** `byHand`: by what people did, which proves nothing of the runbook (BK-P5). */
  met(name: string, byHand: boolean): void {
    if (!this.running.delete(name)) throw new Error(`objective '${name}' is not running`);
    this.metAt.set(name, { at: Date.now(), ...(byHand && { byHand }) });
    this.timeline.note({ kind: 'objective', name, state: 'met' });
  }

  /** What was met holds no longer: the clock runs again, from the same impact. */
  broken(name: string): void {
    this.timeline.note({ kind: 'objective', name, state: 'broken' });
    this.metAt.delete(name);
    this.run(name);
    this.watch();
  }

  stop(): void {
    this.running.clear(); // a timer that still runs ends with the incident, and costs nothing
  }

  get board(): readonly BoardObjective[] {
    return Object.entries(this.allowed).map(([name, allowed]) => {
      const { at: metAt = null, ...how } = this.metAt.get(name) ?? {};
      return { name, allowed, due: this.impact === undefined ? null : this.impact + allowed, state: this.stateOf(name), metAt, ...how };
    });
  }

  private stateOf(name: string): BoardObjective['state'] {
    if (this.impact === undefined) return 'waiting';
    const missed = this.missed.has(name);
    if (this.metAt.has(name)) return missed ? 'met late' : 'met';
    return missed ? 'missed' : 'running';
  }

  private run(name: string): void {
    const allowed = this.allowed[name];
    if (allowed === undefined || this.impact === undefined || this.running.has(name)) throw new Error(`objective '${name}' cannot start`);
    const due = this.impact + allowed;
    const ahead = marks
      .map(([share, state]) => ({ at: due - allowed * (1 - share), state }))
      .filter(({ at, state }) => (state === 'missed' ? !this.missed.has(name) : at >= Date.now())); // a warning long overdue is no news; missed is told once
    this.running.set(name, { marks: ahead });
  }

  /** One timer for all clocks, set for the next mark of any: a clock that is met meanwhile costs nothing in the history. */
  private watch(): void {
    this.watching.cancel();
    this.watching = new CancellationScope();
    this.watching
      .run(async () => {
        for (let next = this.tell(); next !== undefined; next = this.tell()) await sleep(next - Date.now());
      })
      .catch((err: unknown) => {
        if (!isCancellation(err)) throw err;
      });
  }

  /** Tells what is due, and answers when the next is. */
  private tell(): Millis | undefined {
    for (const [name, clock] of this.running) {
      while (clock.marks[0] && clock.marks[0].at <= Date.now()) this.tellOne(name, clock.marks.shift()!.state);
    }
    const ahead = [...this.running.values()].flatMap(({ marks: [next] }) => (next ? [next.at] : []));
    return ahead.length > 0 ? Math.min(...ahead) : undefined;
  }

  private tellOne(name: string, state: Clock['marks'][number]['state']): void {
    this.timeline.note({ kind: 'objective', name, state });
    if (state === 'late soon') this.pager.page(this.escalation.slice(0, 2), `objective '${name}' has a fifth of its time left`);
    if (state !== 'missed') return;
    this.missed.add(name);
    this.pager.page(this.escalation.slice(-1), `objective '${name}' is missed`);
  }
}
