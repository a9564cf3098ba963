import { createHash } from 'node:crypto';
import type { Pointer } from '../../../contracts/pack-format.ts';
import type { Release } from '../../../domain/packs.ts';
import type { Channel } from '../../../domain/scope.ts';
import { moved, type Move } from '../../../staging/publisher/pointer-moves.ts';
import type { Clock, Happened, Standing } from './journal.ts';

export const tenant = { tenant: 'acme', environment: 'production' } as const;
/** The channels there are: the incident's own, the others of its country, and the tenant's baseline. */
export const channelNames = ['au-nsw', 'au-vic', 'au-tas', 'baseline'] as const;
/** Releases, oldest first; the newest is current when everything begins. */
export const releaseNames = ['2026.01', '2026.02', '2026.03', '2026.04', '2026.05'] as const;

/** One channel's pointers, oldest first: each generation is written once, and never changed. */
export interface PlatformChannel {
  readonly pointers: Pointer[];
}

/** A platform in memory. Its rules are staging's own; who is allowed to break them is up to the faults. */
export interface Platform {
  readonly channels: ReadonlyMap<string, PlatformChannel>;
  /** The next generation by this move, on whatever there is; null when the state is so already. Throws PlatformRefusal. */
  move(channel: string, move: Move, key: string | null): Pointer | null;
}

export function platform(journal: Happened[], clock: Clock): Platform {
  const channels = new Map(channelNames.map((name) => [name as string, { pointers: firstPointers(name) }]));
  return {
    channels,
    move(name, move, key) {
      const { pointers } = channels.get(name)!;
      const before = pointers.at(-1)!;
      const isKnown = (release: string, artifact?: string): boolean =>
        pointers.some(({ current }) => current.release_id === release && (artifact ?? current.artifact_id) === current.artifact_id);
      const next = moved(before, move, isKnown, new Date().toISOString());
      if (next === null) return null;
      const after = { ...next, generation: before.generation + 1 };
      pointers.push(after);
      journal.push({
        what: 'moved',
        channel: name,
        key,
        action: move.action,
        subject: subjectOf(move),
        at: clock.now,
        before: standing(before),
        after: standing(after),
      });
      return after;
    },
  };
}

/** The content-addressed id that a release has on a channel. */
export const releaseOf = (channel: string, id: string): Release => ({
  id,
  artifact: createHash('sha256').update(`${channel} ${id}`).digest('hex'),
});

export const channelOf = (name: string): Channel => ({ ...tenant, name });

export const standing = ({ generation, current, holds, quarantined, baseline_only }: Pointer): Standing => ({
  generation,
  current: { id: current.release_id, artifact: current.artifact_id },
  holds: holds.map(({ name }) => name),
  quarantined: quarantined.map(({ release_id }) => release_id),
  baseline: baseline_only,
});

const subjectOf = (move: Move): string => {
  if ('name' in move) return move.name;
  return 'baseline' in move ? move.baseline : move.release_id;
};

/** Every release was once current, one generation each. */
function firstPointers(channel: string): Pointer[] {
  return releaseNames.map((id, index) => ({
    schema_version: '1',
    channel_id: channel,
    scope: tenant,
    generation: index + 1,
    issued_at: '2026-06-01T00:00:00Z',
    expires_at: '2036-06-01T00:00:00Z',
    current: { release_id: id, artifact_id: releaseOf(channel, id).artifact },
    pinned: [],
    minimum_allowed_release_id: null,
    revoked: [],
    quarantined: [],
    rollback_authorizations: [],
    holds: [],
    baseline_only: null,
  }));
}
