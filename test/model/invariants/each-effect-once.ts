import { incidentOf } from '../world/journal.ts';
import { movesOf } from './moves-of.ts';
import type { Invariant } from './invariant.ts';

export const eachEffectOnce: Invariant = {
  holds: 'each effect happens at most once per key, and per incident the same thing is not done to a channel twice',
  broken: (history) => {
    const cases = history.journal.filter((one) => one.what === 'case opened');
    const moves = movesOf(history, true).map(({ key, channel, action, subject }) => ({
      key: key!,
      deed: `${action} of ${subject} on ${channel}`,
    }));
    const opened = cases.map(({ key, channel }) => ({ key, deed: `a case about ${channel}` }));
    const deeds = [...moves, ...opened].map(({ key, deed }) => `${incidentOf(key)}: ${deed}`);
    return [
      ...repeated([...moves, ...opened].map(({ key }) => key)).map((key) => `${key} took effect twice`),
      ...repeated(deeds).map((deed) => `${deed} was done twice, under two keys`),
    ];
  },
};

const repeated = (all: readonly string[]): readonly string[] => all.filter((one, index) => all.indexOf(one) !== index);
