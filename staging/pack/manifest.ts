import { sign } from 'node:crypto';
import { digestOf, sha256 } from '../../contracts/digest.ts';
import { canariesPath, identifiedPart, signedPart, type Manifest } from '../../contracts/pack-format.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Signer } from '../trust/key-ring.ts';
import type { Candidate } from './candidate.ts';
import { dictionaryPath } from './pack-content.ts';

const compiler = { name: 'staging-compiler', version: '1.0.0' } as const;
const policies: Manifest['policies'] = {
  data_ordering: { policy: 'none' },
  row_grouping: { policy: 'fixed_rows_100k' },
  membership_filter: { kind: 'none' },
  bitmap: { format: 'roaring', run_optimize: false },
};
const roles: Readonly<Record<string, Manifest['files'][number]['role']>> = { [canariesPath]: 'metadata', [dictionaryPath]: 'dictionary' };

/** The manifest of a candidate, not signed yet. Its id is the digest of everything but itself, signatures and creation time. */
export function manifestOf(candidate: Candidate, createdAt: string): Manifest {
  const files = [...candidate.payload].map(([path, bytes]) => ({
    path,
    role: roles[path] ?? ('other' as const),
    sha256: sha256(bytes),
    size_bytes: bytes.length,
    mime_type: 'application/json',
  }));
  const described: Manifest = {
    manifest_version: '3.0.0',
    runtime_pack_id: '0'.repeat(64),
    created_at: createdAt,
    exchange_ref: { exchange_id: digestOf(candidate.source), exchange_version: candidate.release },
    compiler,
    build: {
      // Of the inputs, not of the run: a build that is repeated gives the same pack (KOA-64).
      build_id: `build-${sha256(canonicalJson([candidate.release, candidate.source])).slice(0, 16)}`,
      deterministic: true,
      canonicalization_profile: 'kristal.v3:jcs-rfc8785',
      canonicalization_version: '1',
      config_hash: digestOf({ compiler, policies }),
    },
    policies,
    files,
  };
  return { ...described, runtime_pack_id: sha256(canonicalJson(identifiedPart(described))) };
}

/** Signs a manifest: Ed25519 over the canonical JSON of all but the signatures. */
export function signedManifest(manifest: Manifest, { keyid, privateKey }: Signer): Manifest {
  const signature = sign(null, Buffer.from(canonicalJson(signedPart(manifest))), privateKey).toString('base64');
  return { ...manifest, signatures: [{ key_id: keyid, alg: 'ed25519', signature }] };
}
