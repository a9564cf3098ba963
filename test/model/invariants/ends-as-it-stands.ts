import { incidentOf } from '../world/journal.ts';
import type { Invariant } from './invariant.ts';
import { movesOf } from './moves-of.ts';

export const endsAsItStands: Invariant = {
  holds: 'what is closed is held no longer by it; what is handed over with its hold on stays held',
  broken: (history) => {
    const last = history.incidents.at(-1);
    const ended = last?.timeline.findLast((one) => one.kind === 'ended');
    if (!last || ended?.kind !== 'ended') return [];
    return Object.entries(history.standing).flatMap(([channel, { holds }]) => {
      const own = movesOf(history, true).filter(
        (one) => one.channel === channel && incidentOf(one.key!) === last.id && one.subject === history.holder,
      );
      const isHeld = holds.includes(history.holder);
      const wasLifted = own.some(({ action }) => action === 'lift');
      if (ended.ending === 'handed-over')
        return own.length > 0 && !wasLifted && !isHeld ? [`${channel} was handed over, and its hold is gone`] : [];
      return isHeld ? [`${channel} is still held, though ${last.id} ended as ${ended.ending}`] : [];
    });
  },
};
