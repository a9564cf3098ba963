import type { Logger } from 'pino';
import type { OpenIncident, WatchedIncidents } from '../../contracts/watched-incidents.ts';
import type { Board } from '../../domain/board.ts';
import type { Person } from '../../domain/decisions.ts';
import { minutes, seconds, type Millis } from '../../domain/time.ts';
import type { HealthCheck } from '../../gateway/health.ts';
import type { Pager } from '../../targets/targets.ts';
import type { WatcherMetrics } from '../metrics/watcher-metrics.ts';
import { healthOf, type Seen } from './health-of.ts';
import { LastPoll, noWorkerAfter } from './no-worker.ts';
import { OldestQuestion } from './oldest-question.ts';
import { identityOf, Paging, patience, type DuePage, type Patience, type Trouble } from './paging.ts';
import { pause, within } from './pause.ts';
import { Looking, type Sight } from './sight.ts';
import { awayTrouble, noWorkerTrouble, stuckTrouble } from './troubles.ts';

export interface WatcherParts {
  readonly instance: string;
  readonly taskQueue: string;
  readonly incidents: Pick<WatchedIncidents, 'open' | 'pending' | 'lastPoll' | 'unsealed'>;
  readonly board: (incident: OpenIncident) => Promise<Pick<Board, 'questions'>>;
  readonly pager: Pager;
  readonly people: readonly Person[];
  readonly metrics: WatcherMetrics;
  readonly log: Logger;
  readonly times?: Partial<Times>;
}

interface Times extends Patience {
  readonly every: Millis;
  readonly noWorkerAfter: Millis;
  readonly awayAfter: Millis;
  /** How long one page may take. */
  readonly pageWithin: Millis;
}

const usual: Times = { every: seconds(15), noWorkerAfter, awayAfter: minutes(1), pageWithin: seconds(10), ...patience };

export interface Watcher {
  /** What the last look showed, for `/readyz`. */
  health(): readonly HealthCheck[];
  /** Resolves when the look in hand is over. */
  stop(): Promise<void>;
}

/**
 * Looks at the incidents from outside, every 15 s, and pages when they cannot do so themselves: when a workflow task keeps failing, when no
 * worker runs, and when Temporal is away. Lives in the gateway's process, and is not durable: a restarted one begins anew.
 */
export function startWatcher(parts: WatcherParts): Watcher {
  const watch = new Watch(parts);
  const stopping = new AbortController();
  const running = watch.run(stopping.signal);
  return {
    health: () => watch.health(),
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

class Watch {
  private readonly parts: WatcherParts;
  private readonly times: Times;
  private readonly looking: Looking;
  private readonly paging: Paging;
  private readonly questions: OldestQuestion;
  private readonly lastPoll = new LastPoll(Date.now());
  private readonly troubles = new Map<string, { readonly trouble: Trouble; readonly since: Millis }>();
  private awaySince: Millis | null = null;
  private seen: Seen | null = null;

  constructor(parts: WatcherParts) {
    this.parts = parts;
    this.times = { ...usual, ...parts.times };
    this.looking = new Looking(parts.incidents, parts.taskQueue);
    this.paging = new Paging(parts.instance, this.times);
    this.questions = new OldestQuestion(parts.board);
  }

  health(): readonly HealthCheck[] {
    return healthOf(this.seen, Date.now());
  }

  private has(kind: Trouble['kind']): boolean {
    return [...this.troubles.values()].some(({ trouble }) => trouble.kind === kind);
  }

  async run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      this.stands(await this.look());
      await this.page();
      await this.ask(); // after the pages: boards may be slow
      await pause(this.times.every, stopping);
    }
  }

  /** What is wrong now. A look that fails is Temporal away: what cannot be seen is never well. */
  private async look(): Promise<readonly Trouble[]> {
    const { metrics, instance } = this.parts;
    const began = Date.now();
    try {
      const sight = await this.looking.look(began);
      metrics.reachable.set(1);
      metrics.lastLook.set(Date.now() / 1000);
      if (this.awaySince !== null && !this.has('no-worker')) this.lastPoll.begin(Date.now());
      this.awaySince = null;
      return this.wrong(sight);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      metrics.reachable.set(0);
      this.awaySince ??= began;
      this.seen = { away: why };
      const lasted = Date.now() - this.awaySince;
      const known = [...this.troubles.values()].map(({ trouble }) => trouble).filter(({ kind }) => kind !== 'temporal-away');
      return lasted < this.times.awayAfter ? known : [...known, awayTrouble(instance, lasted, why)];
    }
  }

  private wrong(sight: Sight): readonly Trouble[] {
    const { metrics, instance, taskQueue } = this.parts;
    const now = Date.now();
    const idle = now - this.lastPoll.seen(sight.lastPoll, now) >= this.times.noWorkerAfter;
    this.seen = { sight, idle, at: now };
    metrics.open.reset();
    for (const { runbook } of sight.open) metrics.open.inc({ runbook });
    metrics.stuck.set(sight.stuck.length);
    metrics.unsealed.set(sight.unsealed);
    metrics.working.set(idle ? 0 : 1);
    const stuck = sight.stuck.map(stuckTrouble);
    return idle ? [...stuck, noWorkerTrouble(instance, taskQueue, sight.open.length)] : stuck;
  }

  /** Boards need a worker, and an incident that moves. */
  private async ask(): Promise<void> {
    if (this.seen === null || 'away' in this.seen || this.seen.idle) return;
    const { open, stuck } = this.seen.sight;
    const silent = new Set(stuck.map(({ runId }) => runId));
    const asked = await this.questions.look(open.filter(({ runId }) => !silent.has(runId)));
    this.parts.metrics.oldestQuestion.set(asked === null ? 0 : Math.max(0, Date.now() - asked) / 1000);
  }

  /** Notes since when each trouble lasts, and says which are over. */
  private stands(troubles: readonly Trouble[]): void {
    const { log } = this.parts;
    const now = Date.now();
    const current = new Map(troubles.map((trouble) => [identityOf(trouble), trouble]));
    for (const [key, { trouble }] of this.troubles) {
      if (current.has(key)) continue;
      this.troubles.delete(key);
      log.info({ kind: trouble.kind, incident: trouble.incident }, 'it moves again');
    }
    for (const [key, trouble] of current) {
      const since = this.troubles.get(key)?.since;
      if (since === undefined) log.error({ kind: trouble.kind, incident: trouble.incident, why: trouble.why }, 'nothing moves');
      this.troubles.set(key, { trouble, since: since ?? now });
    }
  }

  private async page(): Promise<void> {
    const due = this.paging.due([...this.troubles.values()], Date.now());
    await Promise.all(due.map((page) => this.send(page)));
  }

  /** A page that was not sent is tried again at the next look. */
  private async send(page: DuePage): Promise<void> {
    const { pager, people, metrics, log } = this.parts;
    const { role, key, incident, why } = page;
    const { kind } = page.troubles[0]!;
    const named = people.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
    try {
      await within(this.times.pageWithin, pager.page({ role, key, incident, why, people: named }));
      this.paging.sent(page, Date.now());
      metrics.pages.inc({ kind, outcome: 'sent' });
    } catch (error) {
      metrics.pages.inc({ kind, outcome: 'lost' });
      log.error({ kind, incident, why: error instanceof Error ? error.message : String(error) }, 'a page of the watcher was lost');
    }
  }
}
