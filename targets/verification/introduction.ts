import { envelopeSchema } from '../../contracts/envelope.ts';
import { pointerSchema } from '../../contracts/pack-format.ts';
import type { Release } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import type { PackOrigin, PointerEnvelope, TrustedKeys } from '../targets.ts';
import { checkPointer } from './read-pointer.ts';
import { fail, pass, verdictOf, type Verdict } from './stage.ts';

/**
 * The generation that first made a release current must be signed, not only the one in force: a publisher that puts a hold on signs a new
 * generation over whatever it finds, so a promotion that a stranger signed would look sound as soon as it is held.
 */
export async function introduction(origin: PackOrigin, channel: Channel, release: Release, trust: TrustedKeys): Promise<Verdict> {
  let first: PointerEnvelope | null = null;
  for await (const { value } of origin.pointers(channel)) if (names(value, release)) first = value; // the highest comes first
  if (!first) return pass;
  try {
    checkPointer(first, channel, trust);
    return pass;
  } catch (error) {
    const { outcome, why } = verdictOf(error);
    return outcome === 'fail' ? fail(`${why}, and that one first made release ${release.id} current`) : { outcome, why };
  }
}

/** Whether a pointer names the release, believed or not. One that cannot be read names nothing. */
function names({ bytes }: PointerEnvelope, { id, artifact }: Release): boolean {
  try {
    const { payload } = envelopeSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const { current } = pointerSchema.parse(JSON.parse(Buffer.from(payload, 'base64').toString('utf8')));
    return current.release_id === id && current.artifact_id === artifact;
  } catch {
    return false; // whatever stands there, it is not this release
  }
}
