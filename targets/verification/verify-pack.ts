import type { Manifest } from '../../contracts/pack-format.ts';
import type { Release } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import { isTargetError } from '../../domain/target-error.ts';
import type { PackOrigin, TrustedKeys } from '../targets.ts';
import { compatibility } from './compatibility-stage.ts';
import { fileHashes } from './file-stage.ts';
import { manifestIdentity, manifestSignature, parseManifest } from './manifest-stages.ts';
import { pass, unknown, verdictOf, type Judged, type Stage, type Verdict } from './stage.ts';
import { downgrade, floor, revoked, substitution, type ChannelIndex } from './standing-stages.ts';

/** Every stage after the index, in order, up to the first that does not pass. `index` is asked for only when the pack itself held. */
export async function verifyPack(
  origin: PackOrigin,
  channel: Channel,
  release: Release,
  trust: TrustedKeys,
  index: () => Promise<ChannelIndex>,
): Promise<readonly Judged[]> {
  const read = await readManifest(origin, channel, release);
  const { manifest } = read;
  if (!manifest) return [{ stage: 'manifest schema', ...read.verdict }];
  const standing = (judge: (index: ChannelIndex, release: Release) => Verdict) => async () => judge(await index(), release);
  return inOrder([
    ['manifest schema', () => read.verdict],
    ['manifest identity', () => manifestIdentity(manifest, release)],
    ['manifest signature', () => manifestSignature(manifest, channel, trust)],
    ['file hashes', () => fileHashes(origin, channel, manifest)],
    ['compatibility', () => compatibility(manifest)],
    ['revoked', standing(revoked)],
    ['floor', standing(floor)],
    ['downgrade', standing(downgrade)],
    ['substitution', standing(substitution)],
  ]);
}

async function inOrder(checks: readonly (readonly [Stage, () => Verdict | Promise<Verdict>])[]): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const [stage, check] of checks) {
    const verdict = await tried(check);
    judged.push({ stage, ...verdict });
    // What a wrong manifest says about its files proves nothing: later stages are left out, never counted as passed.
    if (verdict.outcome !== 'pass') break;
  }
  return judged;
}

async function tried(check: () => Verdict | Promise<Verdict>): Promise<Verdict> {
  try {
    return await check();
  } catch (error) {
    return verdictOf(error);
  }
}

async function readManifest(
  origin: PackOrigin,
  channel: Channel,
  { id, artifact }: Release,
): Promise<{ readonly verdict: Verdict; readonly manifest: Manifest | null }> {
  try {
    const { value } = await origin.manifest(channel, artifact);
    return { verdict: pass, manifest: parseManifest(value) };
  } catch (error) {
    // A pack that is not there at all may be late or unmounted: that is no proof against its content.
    const absent = isTargetError(error, 'NotFound');
    return { verdict: absent ? unknown(`the pack of release ${id} is not at ${origin.name}`) : verdictOf(error), manifest: null };
  }
}
