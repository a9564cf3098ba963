import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { manifestFile } from '../../contracts/pack-format.ts';
import type { Channel } from '../../domain/scope.ts';
import type { Origin } from '../store/origin.ts';
import { checkedPack, type LoadedPack } from './check-pack.ts';
import { checkedPointer, refuseByPolicy, refuseExpired } from './check-pointer.ts';
import type { BaselineOrder, PackCache, Remembered } from './pack-cache.ts';
import { Rejected, step, type VerificationStage } from './rejected.ts';
import type { TrustedKeys } from './trusted-keys.ts';

/** A refusal to activate a generation. One that repeats is counted, not listed again. */
export interface Rejection {
  readonly generation: number;
  readonly stage: VerificationStage;
  readonly reason: string;
  readonly at: string;
  readonly times: number;
}

/** What a reader says of one channel (KOA-T5: active pack, last known good, rejection reasons). */
export interface ActivationState {
  readonly channel: Channel;
  readonly active: Remembered | null;
  /** Set while the baseline channel's pack answers instead of this channel's own. */
  readonly baseline_only: BaselineOrder | null;
  /** What was active before, and verified. */
  readonly last_known_good: Remembered | null;
  /** The newest generation, while it is refused. */
  readonly rejecting: Rejection | null;
  readonly rejections: readonly Rejection[];
}

/** Follows one channel's pointer, and holds the pack that is served. */
export interface Follower {
  /** Looks once. Activates what verifies; anything else leaves what is served as it is. */
  poll(): Promise<void>;
  /** Loads from the cache what was served before a restart. */
  resume(): Promise<void>;
  readonly state: ActivationState;
  readonly pack: LoadedPack | null;
}

export interface FollowerParts {
  readonly channel: Channel;
  readonly origin: Origin;
  readonly cache: PackCache;
  readonly trust: () => Promise<TrustedKeys>;
}

/** The generation that a reader follows in a channel: of its own pack, or of the order to serve baseline only. */
export const followedGeneration = ({ active, baseline_only }: Pick<ActivationState, 'active' | 'baseline_only'>): number | null =>
  baseline_only?.generation ?? active?.generation ?? null;

export function followerOf({ channel, origin, cache, trust }: FollowerParts): Follower {
  let pack: LoadedPack | null = null;
  let state: ActivationState = { channel, active: null, baseline_only: null, last_known_good: null, rejecting: null, rejections: [] };

  const load = async (artifact: string, keys: TrustedKeys): Promise<LoadedPack> => {
    if (pack?.artifact === artifact) return pack;
    const cached = await checkedPack(cache.folder(channel, artifact), channel, artifact, keys).catch(() => null);
    if (cached) return cached;
    const loaded = await checkedPack(dirname(origin.packFile(channel, artifact, manifestFile)), channel, artifact, keys);
    await cache.keep(channel, loaded);
    return loaded;
  };

  const activate = async (generation: number): Promise<void> => {
    const keys = await step('index-signature', trust);
    const bytes = await step('fetch', () => origin.pointerBytes(channel, generation));
    const pointer = await step('index-signature', () => checkedPointer(bytes, channel, generation, keys));
    const { baseline_only: baseline, current } = pointer;
    if (baseline !== null) {
      refuseExpired(pointer, new Date());
      const order = { baseline, generation };
      await cache.remember(channel, { active: state.active, baseline_only: order });
      // What is bound here is not looked at: it may be the very pack that nobody shall serve.
      state = { ...state, baseline_only: order, rejecting: null };
      return;
    }
    const { release_id, artifact_id } = current;
    const loaded = await load(artifact_id, keys);
    refuseByPolicy(pointer, state.active, new Date());
    const moved = state.active?.artifact_id !== artifact_id;
    const active = { release_id, artifact_id, generation, at: moved ? new Date().toISOString() : (state.active?.at ?? '') };
    await cache.remember(channel, { active, baseline_only: null });
    pack = loaded;
    state = { ...state, active, baseline_only: null, last_known_good: moved ? state.active : state.last_known_good, rejecting: null };
  };

  const reject = (generation: number, { stage, message }: Rejected): void => {
    const last = state.rejections.at(-1);
    const again = last?.generation === generation && last.stage === stage;
    const rejection = {
      generation,
      stage,
      reason: message,
      at: again ? last.at : new Date().toISOString(),
      times: again ? last.times + 1 : 1,
    };
    const earlier = again ? state.rejections.slice(0, -1) : state.rejections;
    state = { ...state, rejecting: rejection, rejections: [...earlier, rejection].slice(-20) };
  };

  return {
    poll: async () => {
      const newest = (await origin.generations(channel)).at(-1) ?? 0;
      // An origin that lost its newest generations is behind; what is served stays (no replay undoes a rollback).
      if (newest <= (followedGeneration(state) ?? 0)) return;
      try {
        await activate(newest);
      } catch (error) {
        if (!(error instanceof Rejected)) throw error;
        reject(newest, error);
      }
    },
    resume: async () => {
      const { active, baseline_only } = (await cache.remembered(channel)) ?? { active: null, baseline_only: null };
      state = { ...state, baseline_only };
      if (!active || !existsSync(cache.folder(channel, active.artifact_id))) return;
      // A cache that does not verify is no cache: the reader starts as if it were new.
      pack = await checkedPack(cache.folder(channel, active.artifact_id), channel, active.artifact_id, await trust()).catch(() => null);
      if (pack) state = { ...state, active };
    },
    get state() {
      return state;
    },
    get pack() {
      return pack;
    },
  };
}
