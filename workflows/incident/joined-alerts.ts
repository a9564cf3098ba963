import type { Board } from '../../domain/board.ts';
import { identityOf, type Alert } from '../../domain/alerts.ts';
import type { Timeline } from './timeline.ts';

const keptAlerts = 500;

/** The alerts of one incident: each distinct one once, repeats counted exactly and told at 10, 100, 1000 ... so that they cost nothing. */
export class JoinedAlerts {
  private readonly timeline: Timeline;
  private readonly counts = new Map<string, number>();
  private readonly kept: Alert[] = [];
  private received = 0;
  private scopeUnknown = false;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  /** True when this one is new: neither a repeat nor the news that another has resolved. */
  join(alert: Alert): boolean {
    this.received += 1;
    if (alert.truncated > 0) this.scopeUnknown = true;
    const identity = `${identityOf(alert)}/${alert.status}`;
    const count = (this.counts.get(identity) ?? 0) + 1;
    this.counts.set(identity, count);
    if (Number.isInteger(Math.log10(count))) this.timeline.note({ kind: 'alert', alert, count });
    if (count === 1 && this.kept.length < keptAlerts) this.kept.push(alert);
    return count === 1 && alert.status === 'firing';
  }

  /** What is observed to be wrong, as far as alerts say it. */
  get summary(): string {
    return this.kept[0]?.summary ?? '';
  }

  get judged(): readonly string[] {
    return [...new Set(this.kept.filter(({ status }) => status === 'firing').map(identityOf))];
  }

  get board(): Board['alerts'] {
    return {
      distinct: this.counts.size,
      received: this.received,
      scopeUnknown: this.scopeUnknown,
      newest: this.kept.at(-1)?.summary ?? '',
    };
  }
}
