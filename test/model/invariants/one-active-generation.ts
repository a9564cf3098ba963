import { movesOf } from './moves-of.ts';
import type { Invariant } from './invariant.ts';

export const oneActiveGeneration: Invariant = {
  holds: 'there are never two active generations: each follows the one before, and the pointer never goes back',
  broken: (history) => {
    const newest = new Map<string, number>();
    return movesOf(history, false).flatMap(({ channel, action, subject, before, after }) => {
      const last = newest.get(channel) ?? before.generation;
      newest.set(channel, after.generation);
      if (before.generation === last && after.generation === last + 1) return [];
      return [`${action} of ${subject} on ${channel} went from ${before.generation} to ${after.generation}, when ${last} was active`];
    });
  },
};
