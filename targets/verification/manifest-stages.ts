import { verify, type KeyObject } from 'node:crypto';
import { sha256 } from '../../contracts/digest.ts';
import { identifiedPart, manifestSchema, signedPart, type Manifest } from '../../contracts/pack-format.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Release } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { TrustedKeys } from '../targets.ts';
import { fail, pass, unknown, type Verdict } from './stage.ts';

/** The manifest that these bytes are. Malformed, naming the first thing that is wrong. */
export function parseManifest(bytes: Uint8Array): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    canonicalJson(value);
  } catch (cause) {
    throw new TargetError('Malformed', 'the manifest is not JSON', { cause });
  }
  const result = manifestSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new TargetError(
    'Malformed',
    `the manifest is not a runtime pack manifest: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}

/** The manifest must be what its id says, and the id the one that the channel's index names: nothing can be put in its place. */
export function manifestIdentity(manifest: Manifest, { artifact }: Release): Verdict {
  const computed = sha256(canonicalJson(identifiedPart(manifest)));
  if (manifest.runtime_pack_id !== computed)
    return fail(`its content has the id ${computed.slice(0, 12)}, it claims ${manifest.runtime_pack_id.slice(0, 12)}`);
  return artifact === computed ? pass : fail(`it is pack ${computed.slice(0, 12)}, asked for was ${artifact.slice(0, 12)}`);
}

/** Enough different keys of `manifest:<channel>` must have signed it. Keys that nobody named leave it unknown: that is not the pack's fault. */
export function manifestSignature(manifest: Manifest, channel: Channel, trust: TrustedKeys): Verdict {
  const signers = signersOf(trust, 'manifest', channel);
  if (typeof signers === 'string') return unknown(signers);
  const covered = Buffer.from(canonicalJson(signedPart(manifest)));
  const good = (manifest.signatures ?? []).filter(({ key_id, alg, signature }) => {
    const key = signers.keys.get(key_id);
    return alg === 'ed25519' && key !== undefined && verify(null, covered, key, Buffer.from(signature, 'base64'));
  });
  const count = new Set(good.map(({ key_id }) => key_id)).size;
  return count >= signers.threshold ? pass : fail(`it is signed by ${count} of the ${signers.threshold} trusted keys that it needs`);
}

/** Who may sign, or why nobody can say. */
export function signersOf(
  trust: TrustedKeys,
  what: 'index' | 'manifest',
  channel: Channel,
): { readonly keys: ReadonlyMap<string, KeyObject>; readonly threshold: number } | string {
  try {
    return trust.signersOf(what, channel);
  } catch (error) {
    if (error instanceof TargetError) return error.message;
    throw error;
  }
}
