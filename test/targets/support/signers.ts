import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface Signer {
  readonly keyid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const signer = (keyid: string): Signer => ({ keyid, ...generateKeyPairSync('ed25519') });

/** The 32 bytes of an Ed25519 public key, hex, as TUF metadata has it. */
export const hexOf = ({ publicKey }: Signer): string => publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
