import { endings } from '../../../domain/runbook.ts';
import type { Invariant } from './invariant.ts';

export const endsOrWaits: Invariant = {
  holds: 'every incident ends as closed, false-alarm or handed-over with a sealed record, or waits for a person with an open question',
  broken: ({ incidents }) => {
    const none = incidents.length === 0 ? ['there is no incident at all'] : [];
    const lost = incidents.flatMap(({ id, timeline, sealed, waiting }) => {
      const ended = timeline.findLast((one) => one.kind === 'ended');
      const isWell = ended?.kind === 'ended' && endings.includes(ended.ending) && ended.because !== '' && sealed !== null;
      return isWell || (waiting?.questions.length ?? 0) > 0 ? [] : [`${id} neither ended nor asks anybody`];
    });
    return [...none, ...lost];
  },
};
