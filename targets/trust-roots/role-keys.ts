import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Key } from '@tufjs/models';
import { TargetError } from '../../domain/target-error.ts';

/** DER of an Ed25519 SubjectPublicKeyInfo, up to the 32 bytes of the key. */
const prefix = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * The public keys of a role by id. NotTrusted for a key that is missing or not Ed25519, for one key under two ids (it would count twice), and
 * for a threshold that the keys cannot reach.
 */
export function keysOf(
  keyids: readonly string[],
  keys: Readonly<Record<string, Key>>,
  threshold: number,
  what: string,
): ReadonlyMap<string, KeyObject> {
  const found = new Map<string, KeyObject>();
  const seen = new Set<string>();
  for (const keyid of keyids) {
    const key = Object.hasOwn(keys, keyid) ? keys[keyid] : undefined;
    if (!key) throw new TargetError('NotTrusted', `${what}: key ${keyid} is named and not given`);
    const hex = publicHex(key, what);
    if (seen.has(hex)) throw new TargetError('NotTrusted', `${what}: key ${keyid} is there under two ids`);
    seen.add(hex);
    found.set(keyid, createPublicKey({ key: Buffer.concat([prefix, Buffer.from(hex, 'hex')]), format: 'der', type: 'spki' }));
  }
  if (Number.isInteger(threshold) && threshold >= 1 && threshold <= found.size) return found;
  throw new TargetError('NotTrusted', `${what}: ${threshold} of ${found.size} keys cannot sign`);
}

function publicHex({ keyID, keyType, scheme, keyVal }: Key, what: string): string {
  const value = keyVal['public']?.toLowerCase() ?? '';
  if (keyType === 'ed25519' && scheme === 'ed25519' && /^[0-9a-f]{64}$/.test(value)) return value;
  throw new TargetError('NotTrusted', `${what}: key ${keyID} is not an Ed25519 key in hex, and no other kind is taken`);
}
