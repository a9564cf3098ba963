import type { KeyObject } from 'node:crypto';
import { newKeyPair, readPrivateKey } from '../../../contracts/sshsig.ts';
import type { Person } from '../../../domain/decisions.ts';

export interface Signer extends Person {
  readonly keys: readonly string[];
  readonly privateKey: KeyObject;
}

const signer = (name: string, roles: readonly string[]): Signer => {
  const { privateKey, publicKey } = newKeyPair(name);
  return { name, roles, keys: [publicKey], privateKey: readPrivateKey(privateKey) };
};

/** Everybody on the roster, each with a real key. */
export const signers = [
  signer('ana', ['on-call']),
  signer('ben', ['on-call']),
  signer('ivo', ['incident-commander']),
  signer('dee', ['duty-manager']),
  signer('eve', []),
] as const;

/** Somebody with a key that the roster does not know. */
export const stranger: Signer = signer('mallory', ['on-call', 'incident-commander', 'duty-manager']);

/** The person of that name; the stranger for any other. */
export const signerNamed = (name: string): Signer => signers.find((one) => one.name === name) ?? stranger;
