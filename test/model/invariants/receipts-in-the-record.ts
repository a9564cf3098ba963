import { incidentOf } from '../world/journal.ts';
import type { Invariant } from './invariant.ts';

export const receiptsInTheRecord: Invariant = {
  holds: 'every effect has its receipt in the sealed record, or the record says that its step failed and nobody knows what became of it',
  broken: ({ incidents, journal }) =>
    incidents.flatMap(({ id, sealed, timeline }) => {
      if (!sealed) return [];
      const effects = journal
        .filter((one) => one.what === 'moved' || one.what === 'case opened')
        .filter(({ key }) => key && incidentOf(key) === id);
      return effects.flatMap(({ key }) => {
        const [, place = ''] = key!.split('~');
        const isTold = timeline.some((one) => one.kind === 'failed' && one.step.replaceAll(' ', '-') === place);
        if (isTold || sealed.receipts.some((receipt) => receipt.key === key)) return [];
        return [`${id}: the record has no receipt of ${key}`];
      });
    }),
};
