import type { Invariant } from './invariant.ts';

export const neverSentBlindly: Invariant = {
  holds: 'a change is never sent blindly: before each time the publisher is asked what became of its key, and has never seen it',
  broken: ({ journal }) => {
    const cleared = new Map<string, number>();
    return journal.flatMap((one) => {
      if (one.what === 'asked of a key' && !one.wasThere) cleared.set(one.key, (cleared.get(one.key) ?? 0) + 1);
      if (one.what !== 'sent') return [];
      const left = cleared.get(one.key) ?? 0;
      cleared.set(one.key, left - 1);
      return left > 0 ? [] : [`${one.key} was sent without asking what became of it`];
    });
  },
};
