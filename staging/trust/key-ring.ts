import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Key } from '@tufjs/models';
import { sha256 } from '../../contracts/digest.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';

/** One key that signs: its private half, and its public half and id as The Update Framework knows them. */
export interface Signer {
  readonly keyid: string;
  readonly privateKey: KeyObject;
  readonly tuf: Key;
}

/** The private keys of one tenant in one environment (KOA-P5: never shared). */
export interface KeyRing {
  /** The key of a role, such as `root`, `targets`, `index:au-nsw`; made at first use, mode 0600. */
  signer(role: string): Signer;
}

/** A ring whose keys lie as PEM files in `folder`. */
export function keyRing(folder: string): KeyRing {
  const kept = new Map<string, Signer>();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const signer = (role: string): Signer => {
    const known = kept.get(role);
    if (known) return known;
    const path = join(folder, `${role.replace(':', '~')}.pem`);
    if (!existsSync(path)) writeFileSync(path, newKey(), { mode: 0o600, flag: 'wx' });
    const read = signerOf(createPrivateKey(readFileSync(path)));
    kept.set(role, read);
    return read;
  };
  return { signer };
}

/** A key that no trust root names: what a forger has. */
export const strangersKey = (): Signer => signerOf(createPrivateKey(newKey()));

const newKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

function signerOf(privateKey: KeyObject): Signer {
  // The last 32 bytes of an Ed25519 SPKI are the key itself, which TUF writes in hex.
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const described = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: spki.subarray(-32).toString('hex') } };
  const keyid = sha256(canonicalJson(described));
  return { keyid, privateKey, tuf: Key.fromJSON(keyid, described) };
}
