import { receiptsIn } from './containment.ts';
import type { Millis } from './time.ts';
import { of, type Entry } from './timeline.ts';

/** A change that was ordered, and of which nobody knows whether it took effect (GOV-11). */
export interface Unresolved {
  /** By which the target knows it. */
  readonly key: string;
  readonly step: string;
  /** What was heard of it last. */
  readonly why: string;
  readonly at: Millis;
}

/** The changes whose step failed last in a way that leaves this open, and that no receipt accounts for, in order. */
export function unresolvedIn(entries: readonly Entry[]): readonly Unresolved[] {
  const found = new Map<string, Unresolved>();
  for (const { step, why, at, key, unresolved } of of(entries, 'failed')) {
    found.delete(key);
    if (unresolved) found.set(key, { key, step, why, at });
  }
  for (const { result } of of(entries, 'did')) for (const { key } of receiptsIn(result)) found.delete(key);
  return [...found.values()];
}
