import type { History } from '../history.ts';
import { incidentOf, type Moved } from '../world/journal.ts';
import { movesOf } from './moves-of.ts';
import type { Invariant } from './invariant.ts';

export const oneActiveGeneration: Invariant = {
  holds:
    'there are never two active generations: each follows the one before, the pointer never goes back, and what somebody else made active meanwhile is not rolled away unseen',
  broken: (history) => {
    const newest = new Map<string, number>();
    return movesOf(history, false).flatMap((move) => {
      const { channel, action, subject, before, after } = move;
      const last = newest.get(channel) ?? before.generation;
      newest.set(channel, after.generation);
      const follows = before.generation === last && after.generation === last + 1;
      return [
        ...(follows
          ? []
          : [`${action} of ${subject} on ${channel} went from ${before.generation} to ${after.generation}, when ${last} was active`]),
        ...(isSeen(history, move) ? [] : [`${channel} was rolled away from ${before.current.id}, which somebody else had made active`]),
      ];
    });
  },
};

/** A rollback moves away from what its incident read there, or from what it bound itself. */
function isSeen(history: History, { channel, key, action, before }: Moved): boolean {
  if (key === null || action !== 'rebind') return true;
  const { timeline = [] } = history.incidents.find(({ id }) => id === incidentOf(key)) ?? {};
  const read = timeline.flatMap((one) =>
    one.kind === 'did' && one.step === 'Read the active release' ? (one.result as readonly Read[]) : [],
  );
  const isRead = read.some((one) => one.channel.name === channel && one.current.id === before.current.id);
  const own = movesOf(history, true).filter(
    (one) => one.channel === channel && one.action === 'rebind' && incidentOf(one.key!) === incidentOf(key),
  );
  return isRead || own.some(({ after }) => after.current.id === before.current.id);
}

interface Read {
  readonly channel: { readonly name: string };
  readonly current: { readonly id: string };
}
