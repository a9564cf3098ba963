import type { Manifest } from '../../contracts/pack-format.ts';
import type { Channel } from '../../domain/scope.ts';
import { isTargetError } from '../../domain/target-error.ts';
import { staysInside } from '../inside.ts';
import type { PackOrigin } from '../targets.ts';
import { fail, pass, unknown, verdictOf, type Verdict } from './stage.ts';

type File = Manifest['files'][number];
const mostNamed = 3;

/** Every file of the pack, streamed, against the manifest's digest and size. One that is wrong outweighs one that cannot be read. */
export async function fileHashes(origin: PackOrigin, channel: Channel, manifest: Manifest): Promise<Verdict> {
  const odd = oddPath(manifest.files);
  if (odd) return fail(odd);
  const verdicts: Verdict[] = [];
  for (const file of manifest.files) verdicts.push(await fileHash(origin, channel, manifest.runtime_pack_id, file));
  const wrong = verdicts.filter(({ outcome }) => outcome === 'fail');
  if (wrong.length > 0) return fail(several(wrong));
  const unread = verdicts.filter(({ outcome }) => outcome === 'unknown');
  return unread.length > 0 ? unknown(several(unread)) : pass;
}

function oddPath(files: readonly File[]): string | null {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (!staysInside(path)) return `the manifest names '${path}', which leaves the pack`;
    if (seen.has(path)) return `the manifest names '${path}' twice`;
    seen.add(path);
  }
  return null;
}

async function fileHash(origin: PackOrigin, channel: Channel, artifact: string, { path, sha256, size_bytes }: File): Promise<Verdict> {
  try {
    const found = await origin.hashFile(channel, artifact, path);
    if (found.size !== size_bytes) return fail(`'${path}' has ${found.size} bytes, not ${size_bytes}`);
    return found.sha256 === sha256 ? pass : fail(`'${path}' has another content than its digest says`);
  } catch (error) {
    // The manifest was just read from the same pack: a file that is not beside it is missing, not out of reach.
    if (isTargetError(error, 'NotFound')) return fail(`'${path}' is missing`);
    return verdictOf(error);
  }
}

function several(verdicts: readonly Verdict[]): string {
  const named = verdicts.slice(0, mostNamed).map(({ why }) => why);
  const more = verdicts.length - named.length;
  return named.join('; ') + (more > 0 ? `; and ${more} more files` : '');
}
