import type { Channel } from '../../domain/scope.ts';
import type { Platform } from '../platform.ts';
import { history } from '../publisher/history.ts';
import { isOlder } from '../publisher/release-order.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';

/** A release that was current before. */
export interface Earlier {
  readonly release_id: string;
  readonly artifact_id: string;
}

/** Every release of a channel that is older than the current one and may be made current again, newest first. */
export async function earlierReleases({ origins, publisher }: Platform, channel: Channel): Promise<readonly Earlier[]> {
  const [first] = origins;
  const pointer = await publisher.pointer(channel);
  if (!first || !pointer) return [];
  const { current, minimum_allowed_release_id: floor, quarantined, revoked } = pointer;
  const barred = new Set([...quarantined, ...revoked].map(({ release_id }) => release_id));
  const known = new Map((await history(first, channel)).map((one) => [one.release_id, one]));
  return [...known.values()]
    .filter(({ release_id }) => isOlder(release_id, current.release_id) && !barred.has(release_id))
    .filter(({ release_id }) => floor === null || !isOlder(release_id, floor))
    .sort((one, other) => (isOlder(one.release_id, other.release_id) ? 1 : -1));
}

/** The newest of them, or the one named. Throws PlatformRefusal `unknown-release`. */
export async function earlierRelease(platform: Platform, channel: Channel, wanted?: string): Promise<Earlier> {
  const earlier = await earlierReleases(platform, channel);
  const found = wanted === undefined ? earlier[0] : earlier.find(({ release_id }) => release_id === wanted);
  if (found) return found;
  const names = earlier.map(({ release_id }) => release_id).join(', ') || 'none';
  throw new PlatformRefusal(422, 'unknown-release', `${wanted ?? 'an earlier release'} is not there; earlier and allowed are: ${names}`);
}
