import type { Pointer } from '../../contracts/pack-format.ts';
import type { Channel } from '../../domain/scope.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { PackOrigin, TrustedKeys } from '../targets.ts';
import { checkPointer } from './read-pointer.ts';

/**
 * Every pointer of a channel at one origin whose signature holds today, highest generation first. One that does not verify is left out:
 * nobody vouches for it. Throws what the origin throws.
 */
export async function signedHistory(origin: PackOrigin, channel: Channel, trust: TrustedKeys): Promise<readonly Pointer[]> {
  const history: Pointer[] = [];
  for await (const { value } of origin.pointers(channel)) {
    try {
      history.push(checkPointer(value, channel, trust).pointer);
    } catch (error) {
      if (!(error instanceof TargetError) || !['NotTrusted', 'Malformed'].includes(error.code)) throw error;
    }
  }
  return history;
}

/** The generation that first made a release current, or null when none did. The order of releases is the order in which they came. */
export function firstBound(history: readonly Pointer[], release: string): number | null {
  const bound = history.filter(({ current }) => current.release_id === release).map(({ generation }) => generation);
  return bound.length === 0 ? null : Math.min(...bound);
}
