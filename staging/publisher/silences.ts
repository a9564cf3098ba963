/** Changes that take effect and are never answered: how a write that times out looks from outside. */
export interface Silences {
  /** The next `count` changes of this action get no answer. */
  next(action: string, count: number): void;
  /** Whether this change gets none; each asking uses one up. */
  swallows(action: string): boolean;
  none(): void;
}

export function silences(): Silences {
  const left = new Map<string, number>();
  return {
    next: (action, count) => void left.set(action, count),
    swallows: (action) => {
      const count = left.get(action) ?? 0;
      if (count > 0) left.set(action, count - 1);
      return count > 0;
    },
    none: () => left.clear(),
  };
}
