import { channelText, type Channel } from '../../domain/scope.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import type { LoadedPack } from './check-pack.ts';
import { followedGeneration, type Follower } from './follower.ts';

/** The pack that a reader answers a channel's routes from: the channel's own, or its baseline's while the index says so (BK-BP3). */
export interface ServedPack {
  readonly pack: LoadedPack;
  readonly of: { readonly release_id: string; readonly artifact_id: string };
  /** Of the channel that was asked, whichever pack answers. */
  readonly generation: number;
}

/** Throws PlatformRefusal `unknown-channel`, or `nothing-loaded`: a channel whose baseline is not there answers nothing, never its own pack. */
export function servedPack(name: string, followers: readonly Follower[], channel: Channel): ServedPack {
  const followerOf = (one: Channel): Follower | undefined => followers.find(({ state }) => channelText(state.channel) === channelText(one));
  const asked = followerOf(channel);
  if (!asked) throw new PlatformRefusal(404, 'unknown-channel', `${name} does not follow ${channelText(channel)}`);
  const { baseline_only } = asked.state;
  const { pack, state } = (baseline_only ? followerOf({ ...channel, name: baseline_only.baseline }) : asked) ?? { pack: null, state: null };
  const generation = followedGeneration(asked.state);
  if (!pack || !state?.active || generation === null)
    throw new PlatformRefusal(503, 'nothing-loaded', `${name} has no pack of ${channelText(channel)} yet`);
  const { release_id, artifact_id } = state.active;
  return { pack, of: { release_id, artifact_id }, generation };
}
