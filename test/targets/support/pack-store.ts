import { sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../../../contracts/digest.ts';
import { pointerPayloadType, seal } from '../../../contracts/envelope.ts';
import {
  identifiedPart,
  manifestFile,
  packFolder,
  pointerFile,
  signedPart,
  type Manifest,
  type Pointer,
} from '../../../contracts/pack-format.ts';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { Release } from '../../../domain/packs.ts';
import type { Channel } from '../../../domain/scope.ts';
import type { Expected, TrustedKeys } from '../../../targets/targets.ts';
import { signer, type Signer } from './signers.ts';

export const channel: Channel = { tenant: 'acme', environment: 'production', name: 'au-nsw' };
export const now = Date.parse('2026-06-01T00:00:00Z');
export const indexKey = signer('index-1');
export const manifestKey = signer('manifest-1');

/** Trusts the two keys above for the channel. */
export const trust: TrustedKeys = {
  said: 'test roots',
  signersOf: (what) => ({
    threshold: 1,
    keys: new Map([what === 'index' ? indexKey : manifestKey].map(({ keyid, publicKey }) => [keyid, publicKey])),
  }),
};

export interface BuiltPack {
  readonly release: Release;
  readonly manifest: Manifest;
  readonly files: Readonly<Record<string, string>>;
  readonly expected: Expected;
}

const zeros = '0'.repeat(64);

/** A pack whose manifest is signed. `change` alters the manifest before its id is made. */
export function pack(id: string, { change = (m: Manifest): Manifest => m, signers = [manifestKey] as readonly Signer[] } = {}): BuiltPack {
  const rule = { id: 'R1', says: `rule of ${id}` };
  const canaries = [{ query: 'holiday', rule_id: 'R1', answer_sha256: sha256(canonicalJson(rule)) }];
  const files = { 'rules.json': JSON.stringify({ R1: rule }), 'canaries.json': JSON.stringify({ canaries }) };
  const described: Manifest = change({
    manifest_version: '3.0.0',
    runtime_pack_id: zeros,
    created_at: '2026-05-01T00:00:00Z',
    exchange_ref: { exchange_id: zeros },
    compiler: { name: 'test', version: '1' },
    build: {
      build_id: 'build-0001',
      deterministic: true,
      canonicalization_profile: 'kristal.v3:jcs-rfc8785',
      canonicalization_version: '1',
      config_hash: zeros,
    },
    policies: {
      data_ordering: { policy: 'none' },
      row_grouping: { policy: 'fixed_rows_100k' },
      membership_filter: { kind: 'none' },
      bitmap: { format: 'roaring', run_optimize: false },
    },
    files: Object.entries(files).map(([path, text]) => ({
      path,
      role: 'other' as const,
      sha256: sha256(text),
      size_bytes: Buffer.byteLength(text),
    })),
  });
  const manifest = signed({ ...described, runtime_pack_id: sha256(canonicalJson(identifiedPart(described))) }, signers);
  const release = { id, artifact: manifest.runtime_pack_id };
  return { release, manifest, files, expected: { release, manifest, canaries } };
}

/** Signs a manifest as it is. */
export function signed(manifest: Manifest, signers: readonly Signer[]): Manifest {
  const covered = Buffer.from(canonicalJson(signedPart(manifest)));
  return {
    ...manifest,
    signatures: signers.map(({ keyid, privateKey }) => ({
      key_id: keyid,
      alg: 'ed25519',
      signature: sign(null, covered, privateKey).toString('base64'),
    })),
  };
}

export const channelFolder = (root: string): string => join(root, channel.tenant, channel.environment, channel.name);
export const packFile = (root: string, { release }: BuiltPack, path: string): string =>
  join(channelFolder(root), packFolder(release.artifact), path);

export function writePack(root: string, built: BuiltPack): void {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(packFile(root, built, path)), { recursive: true });
    writeFileSync(packFile(root, built, path), text);
  };
  for (const [path, text] of Object.entries(built.files)) write(path, text);
  write(manifestFile, JSON.stringify(built.manifest, null, 2));
}

/** A pointer of `generation` to `release`, with whatever `change` says. */
export function pointer(generation: number, { id, artifact }: Release, change: Partial<Pointer> = {}): Pointer {
  return {
    schema_version: '1',
    channel_id: channel.name,
    scope: { tenant: channel.tenant, environment: channel.environment },
    generation,
    issued_at: '2026-05-01T00:00:00Z',
    expires_at: '2027-01-01T00:00:00Z',
    current: { release_id: id, artifact_id: artifact },
    pinned: [],
    minimum_allowed_release_id: null,
    revoked: [],
    quarantined: [],
    rollback_authorizations: [],
    holds: [],
    baseline_only: null,
    ...change,
  };
}

/** Writes a pointer; `file` puts it where another generation belongs. */
export function writePointer(
  root: string,
  value: Pointer,
  { signers = [indexKey] as readonly Signer[], file = value.generation } = {},
): void {
  const path = join(channelFolder(root), pointerFile(file));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(seal(pointerPayloadType, value, signers)));
}

/** A channel that was promoted from one release to the next, in this order. */
export function writeChannel(root: string, packs: readonly BuiltPack[]): void {
  packs.forEach((built, index) => {
    writePack(root, built);
    writePointer(root, pointer(index + 1, built.release));
  });
}
