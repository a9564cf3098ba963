import { workflowIdOf, type Scope } from '../domain/scope.ts';
import { minutes, type Millis } from '../domain/time.ts';
import { BoundedMap } from './bounded-map.ts';

/** New triages of one tenant and environment within this time: what a person on call can still tell apart. */
const most = 5;
const within = minutes(15);

/** The name of the triage that takes what comes above that. */
const othersName = '_others';

interface Begun {
  readonly since: Millis;
  readonly count: number;
}

/**
 * BK-A8: a burst of alerts that fit no route costs few triages. Of one tenant and environment the first five alert names within 15 minutes
 * have a triage each; all other names share one more, of the same tenant (KOA-P5). What a name was given once it keeps, as long as it is
 * remembered: repeats and the news that one is resolved go where the firing went.
 */
export class FewTriages {
  private readonly given = new BoundedMap<Scope>(10_000);
  private readonly begun = new BoundedMap<Begun>(10_000);

  /** The scope of the triage for an alert whose own would be `scope`. */
  scopeFor(scope: Scope, now: Millis): Scope {
    const id = workflowIdOf('triage', scope);
    const known = this.given.get(id);
    if (known) return known;
    const place = `${scope.environment}~${scope.tenant}`;
    const last = this.begun.get(place);
    const { since, count } = last && now - last.since < within ? last : { since: now, count: 0 };
    const chosen = count < most ? scope : { ...scope, name: othersName };
    this.begun.set(place, { since, count: count + 1 });
    this.given.set(id, chosen);
    return chosen;
  }
}
