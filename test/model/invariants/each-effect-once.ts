import { movesOf } from './moves-of.ts';
import type { Invariant } from './invariant.ts';

export const eachEffectOnce: Invariant = {
  holds: 'each effect happens at most once per key, and per incident the same thing is not done to a channel twice',
  broken: (history) => {
    const cases = history.journal.flatMap((one) => (one.what === 'case opened' ? [one.key] : []));
    const keys = [...movesOf(history, true).map(({ key }) => key!), ...cases];
    const deeds = movesOf(history, true).map(
      ({ key, channel, action, subject }) => `${key!.split('~')[0]} ${action} ${subject} ${channel}`,
    );
    return [
      ...repeated(keys).map((key) => `${key} took effect twice`),
      ...repeated(deeds).map((deed) => `${deed} was done twice, under two keys`),
    ];
  },
};

const repeated = (all: readonly string[]): readonly string[] => all.filter((one, index) => all.indexOf(one) !== index);
