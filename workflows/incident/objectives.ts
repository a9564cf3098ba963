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

/** Objective clocks. They warn and page, and never stop the repair that they measure (promise 7). */
export class Objectives {
  private readonly allowed: Readonly<Record<string, Millis>>;
  private readonly escalation: readonly string[];
  private readonly timeline: Timeline;
  private readonly pager: Pager;
  private readonly running = new Map<string, CancellationScope>();
  private readonly metAt = new Map<string, Millis>();
  private readonly missed = new Set<string>();
  private impact: Millis | undefined;

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
  }

  get started(): boolean {
    return this.impact !== undefined;
  }

  met(name: string): void {
    this.running.get(name)?.cancel();
    if (!this.running.delete(name)) throw new Error(`objective '${name}' is not running`);
    this.metAt.set(name, Date.now());
    this.timeline.note({ kind: 'objective', name, state: 'met' });
  }

  /** What was met holds no longer: the clock runs again, from the same impact. */
  broken(name: string): void {
    this.timeline.note({ kind: 'objective', name, state: 'broken' });
    this.metAt.delete(name);
    this.run(name);
  }

  stop(): void {
    for (const scope of this.running.values()) scope.cancel();
  }

  get board(): readonly BoardObjective[] {
    return Object.entries(this.allowed).map(([name, allowed]) => {
      const metAt = this.metAt.get(name) ?? null;
      return { name, allowed, due: this.impact === undefined ? null : this.impact + allowed, state: this.stateOf(name), metAt };
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
    const scope = new CancellationScope();
    this.running.set(name, scope);
    scope
      .run(() => this.watch(name, due, allowed))
      .catch((err: unknown) => {
        if (!isCancellation(err)) throw err;
      });
  }

  private async watch(name: string, due: Millis, allowed: Millis): Promise<void> {
    for (const [share, state] of marks) {
      const at = due - allowed * (1 - share);
      if (state !== 'missed' && at < Date.now()) continue; // a warning long overdue is no news
      if (at > Date.now()) await sleep(at - Date.now());
      if (state === 'missed' && this.missed.has(name)) return; // broken after it was missed: once is told
      this.timeline.note({ kind: 'objective', name, state });
      if (state === 'late soon') this.pager.page(this.escalation.slice(0, 2), `objective '${name}' has a fifth of its time left`);
      if (state === 'missed') {
        this.missed.add(name);
        this.pager.page(this.escalation.slice(-1), `objective '${name}' is missed`);
      }
    }
  }
}
