import { verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { sha256 } from '../../contracts/digest.ts';
import { identifiedPart, manifestFile, manifestSchema, signedPart, type Manifest } from '../../contracts/pack-format.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Channel } from '../../domain/scope.ts';
import { answersOf, dictionaryPath, rulesPath, type Answers } from '../pack/pack-content.ts';
import { manifestRole } from '../trust/trust-metadata.ts';
import { Rejected, step } from './rejected.ts';
import type { TrustedKeys } from './trusted-keys.ts';

/** A pack that was verified and loaded into memory: what the reader serves until it activates another. */
export interface LoadedPack {
  readonly artifact: string;
  readonly manifest: Manifest;
  readonly manifestBytes: Buffer;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly answers: Answers;
}

/** Loads the pack in `folder`, verifying it step by step in the architecture's order. Throws Rejected with the step that failed. */
export async function checkedPack(folder: string, channel: Channel, artifact: string, trust: TrustedKeys): Promise<LoadedPack> {
  const manifestBytes = await step('fetch', () => readFile(join(folder, manifestFile)));
  const manifest = await step('manifest-schema', () => manifestSchema.parse(JSON.parse(manifestBytes.toString('utf8'))));
  await step('manifest-identity', () => checkIdentity(manifest, artifact));
  await step('manifest-signature', () => checkSignature(manifest, channel, trust));
  const files = new Map<string, Buffer>();
  for (const file of manifest.files) files.set(file.path, await step('file-hashes', () => checkedFile(folder, file)));
  const answers = await step('compatibility', () =>
    answersOf(files.get(rulesPath) ?? Buffer.of(), files.get(dictionaryPath) ?? Buffer.of()),
  );
  return { artifact, manifest, manifestBytes, files, answers };
}

function checkIdentity(manifest: Manifest, artifact: string): void {
  const identity = sha256(canonicalJson(identifiedPart(manifest)));
  if (identity !== manifest.runtime_pack_id)
    throw new Rejected('manifest-identity', `the manifest says ${manifest.runtime_pack_id}, its content is ${identity}`);
  if (identity !== artifact) throw new Rejected('manifest-identity', `the index names ${artifact}, the pack is ${identity}`);
}

function checkSignature(manifest: Manifest, channel: Channel, trust: TrustedKeys): void {
  const { keys, threshold } = trust.signersOf(manifestRole(channel.name));
  const covered = Buffer.from(canonicalJson(signedPart(manifest)));
  const good = (manifest.signatures ?? []).filter(({ key_id, alg, signature }) => {
    const key = keys.get(key_id);
    return key !== undefined && alg === 'ed25519' && verify(null, covered, key, Buffer.from(signature, 'base64'));
  });
  const signers = new Set(good.map(({ key_id }) => key_id)).size;
  if (signers < threshold) throw new Rejected('manifest-signature', `${signers} of ${threshold} trusted keys signed the manifest`);
}

async function checkedFile(folder: string, file: Manifest['files'][number]): Promise<Buffer> {
  const path = join(folder, file.path);
  if (relative(folder, path).startsWith('..')) throw new Rejected('file-hashes', `${file.path} lies outside the pack`);
  const bytes = await readFile(path);
  if (bytes.length !== file.size_bytes)
    throw new Rejected('file-hashes', `${file.path} has ${bytes.length} bytes, the manifest says ${file.size_bytes}`);
  if (sha256(bytes) !== file.sha256)
    throw new Rejected('file-hashes', `${file.path} has the digest ${sha256(bytes)}, the manifest says ${file.sha256}`);
  return bytes;
}
