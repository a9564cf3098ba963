import { unresolvedIn } from '../../../domain/unresolved.ts';
import { incidentOf } from '../world/journal.ts';
import type { Invariant } from './invariant.ts';

export const receiptsInTheRecord: Invariant = {
  holds: 'every effect has its receipt in the sealed record, or the record says that nobody knows what became of it (GOV-11)',
  broken: ({ incidents, journal }) =>
    incidents.flatMap(({ id, sealed, timeline }) => {
      if (!sealed) return [];
      const effects = journal
        .filter((one) => one.what === 'moved' || one.what === 'case opened')
        .filter(({ key }) => key && incidentOf(key) === id);
      const open = new Set(unresolvedIn(timeline).map((one) => one.key));
      return effects.flatMap(({ key }) => {
        if (open.has(key!) || sealed.receipts.some((receipt) => receipt.key === key)) return [];
        return [`${id}: the record has no receipt of ${key}`];
      });
    }),
};
