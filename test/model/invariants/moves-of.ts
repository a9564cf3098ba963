import type { History } from '../history.ts';
import type { Moved } from '../world/journal.ts';

/** The pointer's moves in a night, in order; `isOurs`: those that an incident asked for. */
export const movesOf = ({ journal }: History, isOurs: boolean): readonly Moved[] =>
  journal.filter((one) => one.what === 'moved').filter(({ key }) => !isOurs || key !== null);
