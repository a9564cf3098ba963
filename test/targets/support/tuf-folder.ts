import { sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import { folder } from './folder.ts';
import { hexOf, type Signer } from './signers.ts';

type Json = Record<string, unknown>;
export const keyOf = (key: Signer): Json => ({ keytype: 'ed25519', scheme: 'ed25519', keyval: { public: hexOf(key) } });
export const keysOf = (keys: readonly Signer[]): Json => Object.fromEntries(keys.map((key) => [key.keyid, keyOf(key)]));
export const roleOf = (keys: readonly Signer[], threshold = 1): Json => ({ keyids: keys.map(({ keyid }) => keyid), threshold });

/**
 * Signed TUF metadata, written by hand, so that the adapter is held to the format and not to its own library. For text like this RFC 8785
 * and TUF's canonical JSON are the same.
 */
export const metadata = (signed: Json, signers: readonly Signer[]): Json => ({
  signed,
  signatures: signers.map(({ keyid, privateKey }) => ({
    keyid,
    sig: sign(null, Buffer.from(canonicalJson(signed)), privateKey).toString('hex'),
  })),
});

export function root(
  version: number,
  rootKeys: readonly Signer[],
  targetsKeys: readonly Signer[],
  { threshold = 1, expires = '2027-01-01T00:00:00Z' } = {},
): Json {
  const roles = {
    root: roleOf(rootKeys, threshold),
    targets: roleOf(targetsKeys),
    snapshot: roleOf(targetsKeys),
    timestamp: roleOf(targetsKeys),
  };
  return {
    _type: 'root',
    spec_version: '1.0.31',
    version,
    expires,
    consistent_snapshot: false,
    keys: keysOf([...rootKeys, ...targetsKeys]),
    roles,
  };
}

export function targets(delegations: Json, { version = 1, expires = '2027-01-01T00:00:00Z' } = {}): Json {
  return { _type: 'targets', spec_version: '1.0.31', version, expires, targets: {}, delegations };
}

export const delegated = (name: string, keys: readonly Signer[], threshold = 1): Json => ({
  name,
  ...roleOf(keys, threshold),
  paths: ['*'],
  terminating: true,
});

/** Folders of metadata, and a way to write into them. */
export function tufFolder(): { readonly metadata: string; readonly pinned: string; write(file: string, value: Json): void } {
  const path = folder();
  return {
    metadata: join(path, 'metadata'),
    pinned: join(path, 'pinned'),
    write(file, value) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), JSON.stringify(value));
    },
  };
}
