import { sha256 } from '../../contracts/digest.ts';
import { canariesPath, canariesSchema, type Manifest } from '../../contracts/pack-format.ts';
import type { Release } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { Expected, PackOrigin } from '../targets.ts';
import { manifestIdentity, parseManifest } from './manifest-stages.ts';

const largestCanaries = 1_048_576;

/**
 * What a reader of `release` must serve: the manifest that has the release's content-addressed id, and the pack's own canaries. NotTrusted
 * when what lies there is not that pack. A pack without canaries has none to ask about.
 */
export async function expectedOf(origin: PackOrigin, channel: Channel, release: Release): Promise<Expected> {
  const { value } = await origin.manifest(channel, release.artifact);
  const manifest = parseManifest(value);
  const identity = manifestIdentity(manifest, release);
  if (identity.outcome !== 'pass')
    throw new TargetError('NotTrusted', `the manifest of release ${release.id} at ${origin.name}: ${identity.why}`);
  return { release, manifest, canaries: await canariesOf(origin, channel, manifest) };
}

async function canariesOf(origin: PackOrigin, channel: Channel, { files, runtime_pack_id }: Manifest): Promise<Expected['canaries']> {
  const file = files.find(({ path }) => path === canariesPath);
  if (!file) return [];
  const bytes = await origin.readFile(channel, runtime_pack_id, canariesPath, largestCanaries);
  if (sha256(bytes) !== file.sha256)
    throw new TargetError('NotTrusted', `the canaries of pack ${runtime_pack_id.slice(0, 12)} at ${origin.name} have another content`);
  try {
    return canariesSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).canaries;
  } catch (cause) {
    throw new TargetError('Malformed', `the canaries of pack ${runtime_pack_id.slice(0, 12)} cannot be read`, { cause });
  }
}
