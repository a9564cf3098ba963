import { incidentOf } from '../world/journal.ts';
import type { Invariant } from './invariant.ts';
import { movesOf } from './moves-of.ts';

export const brakesHold: Invariant = {
  holds:
    'an incident that only watches changes nothing; while containment is stopped, or that cannot be read, nothing is held that nobody said to hold',
  broken: (history) => {
    const { schedule, journal, incidents } = history;
    const watched = schedule.isObserving
      ? movesOf(history, true).map(({ action, channel }) => `${action} on ${channel} though it only watches`)
      : [];
    let found = 'never looked';
    const stopped = journal.flatMap((one) => {
      if (one.what === 'looked for a stop') found = one.found;
      if (one.what !== 'moved' || one.key === null || one.action !== 'hold' || found === 'none') return [];
      const { timeline = [] } = incidents.find(({ id }) => id === incidentOf(one.key!)) ?? {};
      const isCleared = timeline.some(
        ({ kind, ...line }) => kind === 'decided' && 'decision' in line && ['go-on', 'hold'].includes(line.decision.verdict),
      );
      return isCleared ? [] : [`${one.channel} was held, when a stop was: ${found}`];
    });
    return [...watched, ...stopped];
  },
};
