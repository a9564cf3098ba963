/** Who had a hand in an incident: none of them may take off what was done by it (promise 6). */
export class Hands {
  /** Whoever started it by hand, or routed it here, and may not judge it (promise 6). */
  readonly starters: string[];
  private readonly ordering = new Set<string>();
  private readonly others: Set<string>;

  /** `before`: who steered what earlier incidents left. */
  constructor(routedBy: readonly string[] = [], before: readonly string[] = []) {
    this.starters = [...routedBy];
    this.others = new Set(before);
  }

  /** All of them, those of this incident first: a start names only so many, and the oldest are left out. */
  get all(): readonly string[] {
    return [...new Set([...this.orderers, ...this.others])];
  }

  /** Who ordered what it does: whoever started it, and those who decided since. Nobody while it acts by itself (BK-E1). */
  get orderers(): readonly string[] {
    return [...new Set([...this.starters, ...this.ordering])];
  }

  ordered(people: readonly string[]): void {
    for (const name of people) this.ordering.add(name);
  }

  /** Of those who did a step by hand. */
  touched(people: readonly string[]): void {
    for (const name of people) this.others.add(name);
  }
}
