import { minutes, type Millis } from '../../domain/time.ts';

/** Something that the watcher pages about. */
export interface Trouble {
  readonly kind: 'stuck' | 'no-worker' | 'temporal-away';
  /** What it is about, the same in every gateway: a run's id, a task queue. */
  readonly about: string;
  /** Whom the page names: an incident, or this installation. */
  readonly incident: string;
  readonly why: string;
  /** Paged once to each role, however long it lasts. */
  readonly once?: true;
}

/** What it is, in every gateway of this installation. */
export const identityOf = ({ kind, about }: Trouble): string => `${kind}-${about}`;

/** A page to be sent now, about one or several troubles. */
export interface DuePage {
  readonly role: string;
  readonly key: string;
  readonly incident: string;
  readonly why: string;
  readonly troubles: readonly Trouble[];
}

export interface Patience {
  /** From the start of a trouble until the second role is paged. */
  readonly escalateAfter: Millis;
  /** The shortest time between two pages to one role about one thing. */
  readonly gap: Millis;
}

export const patience: Patience = { escalateAfter: minutes(5), gap: minutes(30) };
const roles = ['on-call', 'duty-manager'];
const singly = 5;

/** Who is paged when: on-call at once, the duty manager five minutes later, and each again every half hour. Ten thousand incidents at once are a page, not a storm. */
export class Paging {
  private readonly instance: string;
  private readonly allowed: Patience;
  /** When a role was last paged about something. Kept after a recovery, so that what comes and goes does not page each time. */
  private readonly last = new Map<string, Millis>();
  private readonly single: Millis[] = [];

  constructor(instance: string, allowed: Patience = patience) {
    this.instance = instance;
    this.allowed = allowed;
  }

  /** The pages that are due now. One that was sent is told by `sent`; any other is due again the next time. */
  due(troubles: readonly { readonly trouble: Trouble; readonly since: Millis }[], now: Millis): readonly DuePage[] {
    this.forget(
      now,
      troubles.filter(({ trouble }) => trouble.once).map(({ trouble }) => identityOf(trouble)),
    );
    return roles.flatMap((role, rung) => {
      const late = troubles.filter(({ since }) => now - since >= rung * this.allowed.escalateAfter).map(({ trouble }) => trouble);
      const owed = late.filter((trouble) => !this.last.has(place(role, identityOf(trouble))));
      const lone = owed.slice(0, Math.max(0, singly - this.single.length));
      const rest = owed.slice(lone.length);
      const pages = lone.map((trouble) => this.page(role, identityOf(trouble), trouble, [trouble], now));
      const [first] = rest;
      if (!first || this.last.has(place(role, many))) return pages;
      const why = `${rest.length} more incidents do not move, the first of them ${first.incident}: ${first.why}. \`holdfast doctor\` names them`;
      return [...pages, this.page(role, many, { incident: first.incident, why }, rest, now)];
    });
  }

  sent({ role, troubles }: DuePage, now: Millis): void {
    for (const trouble of troubles) this.last.set(place(role, identityOf(trouble)), now);
    if (troubles.length > 1) this.last.set(place(role, many), now);
    else if (troubles[0]?.kind === 'stuck') this.single.push(now);
  }

  /** The key is the same in every gateway that pages about the same thing in the same half hour. */
  private page(
    role: string,
    about: string,
    { incident, why }: Pick<Trouble, 'incident' | 'why'>,
    troubles: readonly Trouble[],
    now: Millis,
  ): DuePage {
    return { role, key: `${this.instance}-${about}-${role}-${Math.floor(now / this.allowed.gap)}`, incident, why, troubles };
  }

  private forget(now: Millis, once: readonly string[]): void {
    const kept = new Set(once.flatMap((identity) => roles.map((role) => place(role, identity))));
    for (const [about, at] of this.last) if (now - at >= this.allowed.gap && !kept.has(about)) this.last.delete(about);
    while (this.single.length > 0 && now - this.single[0]! >= this.allowed.gap) this.single.shift();
  }
}

const many = 'many';
const place = (role: string, identity: string): string => `${role} ${identity}`;
