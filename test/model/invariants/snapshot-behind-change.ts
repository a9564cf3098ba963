import type { Invariant } from './invariant.ts';

export const snapshotBehindChange: Invariant = {
  holds: 'no change without a snapshot: every receipt but a hold’s names evidence that is in the vault or was spooled',
  broken: ({ incidents, journal }) =>
    incidents.flatMap(({ id, sealed }) => {
      const kept = new Set(journal.flatMap((one) => (one.what === 'kept' && one.incident === id ? [one.digest] : [])));
      const changes = (sealed?.receipts ?? []).filter(({ action, dryRun }) => action !== 'hold' && !dryRun);
      return changes
        .filter(({ evidence }) => !evidence || !kept.has(evidence.digest))
        .map(({ action, subject }) => `${id}: the receipt of ${action} of ${subject} names no evidence that was kept`);
    }),
};
