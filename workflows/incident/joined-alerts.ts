import type { Board } from '../../domain/board.ts';
import { identityOf, isAlert, type Alert } from '../../domain/alerts.ts';
import { scopeText, type Scope } from '../../domain/scope.ts';
import { bytesOf, mostCarried } from './carried-lines.ts';
import type { Timeline } from './timeline.ts';

const keptAlerts = 500;
/** What one signal may bring: a gateway never sends more than one delivery, and 200,000 zeros would wedge the workflow task. */
const mostAtOnce = 500;

/** The alerts of one incident: each distinct one once, repeats counted exactly and told at 10, 100, 1000 ... so that they cost nothing. */
export class JoinedAlerts {
  private readonly timeline: Timeline;
  private readonly counts = new Map<string, number>();
  private readonly kept: Alert[] = [];
  private received = 0;
  private scopeUnknown = false;
  private readonly lateAlerts: Alert[] = [];
  private isLate = false;
  private lateBytes = 0;
  private readonly firing: Scope[] = [];
  private readonly told = new Set<string>();
  private looks = false;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  /**
   * From now on what is new, neither a repeat nor the news that another has resolved, is the next incident's. So is what named a scope that
   * a runbook which looks was never told of: nobody held or judged it, and nothing that was acknowledged may be lost (BK-A8).
   */
  closeDoor(of: Scope): void {
    this.isLate = true;
    const untold = new Set(this.looks ? this.untold(of).map(scopeText) : []);
    const missed = this.kept.filter(({ about, status }) => status === 'firing' && about && untold.has(scopeText(about)));
    for (const alert of missed) this.carry(alert);
  }

  /** Scopes of this tenant and environment, other than `of` itself, that firing alerts have named and that were not told before. */
  newScopes(of: Scope): readonly Scope[] {
    this.looks = true;
    const found = this.untold(of);
    for (const scope of found) this.told.add(scopeText(scope));
    return found;
  }

  get about(): readonly Scope[] {
    return this.firing;
  }

  hasNewScopes(of: Scope): boolean {
    return this.untold(of).length > 0;
  }

  /** KOA-P5: another tenant's alert never widens this one's incident; nor does one of its own scope. */
  private untold(of: Scope): readonly Scope[] {
    const { tenant, environment } = of;
    const known = (scope: Scope): boolean => this.told.has(scopeText(scope)) || scopeText(scope) === scopeText(of);
    const scopes = this.firing.filter((scope) => scope.tenant === tenant && scope.environment === environment && !known(scope));
    return [...new Map(scopes.map((scope) => [scopeText(scope), scope])).values()];
  }

  get late(): readonly Alert[] {
    return this.lateAlerts;
  }

  /** Takes whatever a signal brought: what is no alert is refused, and wedges nothing. */
  joinAll(sent: unknown): void {
    const all = Array.isArray(sent) ? (sent as readonly unknown[]) : [sent];
    for (const alert of all.slice(0, mostAtOnce)) {
      if (isAlert(alert)) this.join(alert);
      else this.timeline.refusals.refuse(0, { code: 'Malformed', message: 'this is not an alert' });
    }
    const rest = all.length - mostAtOnce;
    if (rest > 0) this.leaveOut(rest);
  }

  /** As when a sender leaves some out: the scope is unknown, and may be wider. */
  private leaveOut(count: number): void {
    this.scopeUnknown = true;
    const message = `${count} of what came at once was not looked at: send at most ${mostAtOnce} alerts together`;
    this.timeline.refusals.refuse(0, { code: 'Malformed', message });
  }

  private join(alert: Alert): void {
    this.received += 1;
    if (alert.truncated > 0) this.scopeUnknown = true;
    const identity = `${identityOf(alert)}/${alert.status}`;
    const count = (this.counts.get(identity) ?? 0) + 1;
    this.counts.set(identity, count);
    if (Number.isInteger(Math.log10(count))) this.timeline.note({ kind: 'alert', alert, count });
    if (count === 1 && this.kept.length < keptAlerts) this.kept.push(alert);
    if (count === 1 && alert.status === 'firing' && alert.about && this.firing.length < keptAlerts) this.firing.push(alert.about);
    if (this.isLate && count === 1 && alert.status === 'firing') this.carry(alert);
  }

  /** More than the next start can hold is said as a sender says it: left out, so that its scope is unknown. */
  private carry(alert: Alert): void {
    this.lateBytes += bytesOf(alert);
    const fits = this.lateBytes <= mostCarried && this.lateAlerts.length < keptAlerts;
    if (fits || this.lateAlerts.length === 0) return void this.lateAlerts.push(alert);
    const last = this.lateAlerts.at(-1)!;
    this.lateAlerts[this.lateAlerts.length - 1] = { ...last, truncated: last.truncated + 1 };
  }

  /** What is observed to be wrong, as far as alerts say it. */
  get summary(): string {
    return this.kept[0]?.summary ?? '';
  }

  get judged(): readonly string[] {
    const late = new Set(this.lateAlerts.map(identityOf));
    const judged = this.kept.filter((alert) => alert.status === 'firing' && !late.has(identityOf(alert)));
    return [...new Set(judged.map(identityOf))];
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
