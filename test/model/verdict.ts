import type { History } from './history.ts';
import { invariants } from './invariants/all.ts';

/** What a night broke, a line each: the promise, and where it does not hold. Empty for a good one. */
export const verdict = (history: History): readonly string[] =>
  invariants.flatMap(({ holds, broken }) => broken(history).map((where) => `${where}\n    (${holds})`));
