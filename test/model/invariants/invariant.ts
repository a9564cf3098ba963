import type { History } from '../history.ts';

/** Something that holds in every night, whatever goes wrong. */
export interface Invariant {
  /** The sentence that is promised. */
  readonly holds: string;
  /** Every place where it does not, in words. */
  readonly broken: (history: History) => readonly string[];
}
