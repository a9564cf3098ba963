import { digestOf } from '../../contracts/digest.ts';
import { pointerPayloadType, seal } from '../../contracts/envelope.ts';
import type { Pointer } from '../../contracts/pack-format.ts';
import type { Change } from '../../contracts/platform-api.ts';
import { channelText, type Channel } from '../../domain/scope.ts';
import { hours } from '../../domain/time.ts';
import { pointerIn, type Origin } from '../store/origin.ts';
import type { Signer } from '../trust/key-ring.ts';
import type { AuditLog } from './audit-log.ts';
import { copyMissing, finishInterrupted, history } from './history.ts';
import type { Intents } from './intents.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { PlatformRefusal } from './platform-refusal.ts';
import { moved, type Move } from './pointer-moves.ts';

/** Moves channels' pointers: one change at a time, compare-and-swap, idempotent by key, each exactly one new signed generation or none. */
export interface Publisher {
  /** Throws PlatformRefusal. `as` signs in the channel key's stead: only a forger gives it. */
  change(channel: Channel, move: Move, as?: Signer): Promise<Change>;
  outcome(channel: Channel, key: string): Change | null;
  /** Every change of a channel, oldest first: what effects are counted by. */
  changes(channel: Channel): readonly Change[];
  /** The pointer in force, as the platform itself wrote it. Null while the channel is empty. */
  pointer(channel: Channel): Promise<Pointer | null>;
  /** After a start: finishes what a crash interrupted, and copies to every origin what it missed. */
  recover(channels: readonly Channel[]): Promise<void>;
}

export interface PublisherParts {
  /** The first is the one that decides. */
  readonly origins: readonly [Origin, ...Origin[]];
  readonly audit: AuditLog;
  readonly intents: Intents;
  readonly signerOf: (channel: Channel) => Signer;
}

const validity = hours(24 * 90);

export function publisherOf({ origins, audit, intents, signerOf }: PublisherParts): Publisher {
  const [first, ...others] = origins;
  const queued = oneAtATime();

  const pointer = async (channel: Channel): Promise<Pointer | null> => {
    const newest = (await first.generations(channel)).at(-1);
    return newest === undefined ? null : pointerIn(await first.pointerBytes(channel, newest));
  };

  const apply = async (channel: Channel, move: Move, as: Signer): Promise<Change> => {
    const request_digest = digestOf(move);
    const seen = audit.find(channel, move.key);
    if (seen && seen.request_digest !== request_digest)
      throw new PlatformRefusal(422, 'key-reused', `key '${move.key}' came with another change before`);
    if (seen) return seen.change;
    const now = new Date();
    const before = (await pointer(channel)) ?? empty(channel);
    if (move.action !== 'promote' && move.expected_generation !== before.generation) {
      throw new PlatformRefusal(
        409,
        'generation-conflict',
        `${channelText(channel)} is at generation ${before.generation}, not ${move.expected_generation}: read it again`,
        before.generation,
      );
    }
    const past = move.action === 'rebind' || move.action === 'quarantine' || move.action === 'pin' ? await history(first, channel) : [];
    const known = (release: string, artifact?: string): boolean =>
      past.some(({ release_id, artifact_id }) => release_id === release && (artifact ?? artifact_id) === artifact_id);
    const after = moved(before, move, known, now.toISOString());
    const generation = before.generation + (after ? 1 : 0);
    const change = {
      key: move.key,
      action: move.action,
      generation_before: before.generation,
      generation_after: generation,
      already: after === null,
    };
    const entry = { request_digest, actor: move.by, at: now.toISOString(), change };
    if (!after) return audit.append(channel, entry);
    const dated = { ...after, generation, issued_at: now.toISOString(), expires_at: new Date(now.getTime() + validity).toISOString() };
    const bytes = Buffer.from(JSON.stringify(seal(pointerPayloadType, dated, [as])));
    await intents.note(channel, entry, bytes);
    if (!(await first.writePointer(channel, generation, bytes))) {
      throw new PlatformRefusal(
        409,
        'generation-conflict',
        `generation ${generation} of ${channelText(channel)} was written by somebody else`,
        generation,
      );
    }
    const answered = await audit.append(channel, entry);
    for (const origin of others) await origin.writePointer(channel, generation, bytes);
    return answered;
  };

  return {
    change: (channel, move, as = signerOf(channel)) => queued(channelText(channel), () => apply(channel, move, as)),
    outcome: (channel, key) => audit.find(channel, key)?.change ?? null,
    changes: (channel) => audit.of(channel).map(({ change }) => change),
    pointer,
    recover: async (channels) => {
      for (const channel of channels) {
        await finishInterrupted(first, audit, intents, channel);
        await copyMissing(first, others, channel);
      }
    },
  };
}

const empty = ({ tenant, environment, name }: Channel): Pointer => ({
  schema_version: '1',
  channel_id: name,
  scope: { tenant, environment },
  generation: 0,
  issued_at: '',
  expires_at: '',
  current: { release_id: '', artifact_id: '' },
  pinned: [],
  minimum_allowed_release_id: null,
  revoked: [],
  quarantined: [],
  rollback_authorizations: [],
  holds: [],
  baseline_only: null,
});
