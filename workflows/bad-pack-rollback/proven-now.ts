import type { Proof, Release } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import { minutes, type Millis } from '../../domain/time.ts';
import { verify } from '../incident/ports.ts';

const proofGoodFor = minutes(5);

/**
 * Promise 3: proven now. People may have been asked for hours since a release was found sound: then it is looked at once more. Null while it
 * is proven, else why it is not.
 */
export async function unprovenNow(provenAt: Millis, channel: Channel, release: Release): Promise<Proof | null> {
  if (Date.now() - provenAt <= proofGoodFor) return null;
  const proof = await verify.stillSound(channel, release);
  return proof.verdict === 'sound' ? null : proof;
}
