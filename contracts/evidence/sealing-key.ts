import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A key that cannot be used. The message says what it should be, never what it was. */
export class SealingKeyError extends Error {
  override readonly name = 'SealingKeyError';
}

/** The private key that seals evidence: Ed25519, PKCS#8, PEM. Throws a SealingKeyError that says how to make one. */
export function sealingKey(pem: string): KeyObject {
  return ed25519(
    () => createPrivateKey(pem),
    'the key that seals evidence',
    'an Ed25519 key in PEM: make one with `holdfast keys new evidence.pem`',
  );
}

/** The public key that an auditor was given: Ed25519, SubjectPublicKeyInfo, PEM. */
export function sealingPublicKey(pem: string): KeyObject {
  if (pem.includes('PRIVATE KEY')) throw new SealingKeyError('this is a private key: give the public one, which ends in .pub.pem');
  if (/^(ssh-|ecdsa-|sk-)/.test(pem)) throw new SealingKeyError('this is an SSH key, which a person signs with: give ' + theOne);
  // Node and openssl would take the first and say nothing of the others.
  if (pem.split('-----BEGIN ').length > 2)
    throw new SealingKeyError('this has several keys: give each in a file of its own, with a --key of its own');
  return ed25519(
    () => createPublicKey(pem.includes('-----BEGIN PUBLIC KEY-----') ? pem : ''), // Node would take a certificate, which openssl does not
    'this',
    `an Ed25519 public key in PEM: give ${theOne}`,
  );
}

const theOne = 'the public key of the installation, which ends in .pub.pem, as `holdfast keys new` writes it';

/** A new pair as PEM texts. */
export function newSealingKey(): { readonly privatePem: string; readonly publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
  };
}

function ed25519(read: () => KeyObject, what: string, wanted: string): KeyObject {
  const key = readOrNull(read);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new SealingKeyError(`${what} is not ${wanted}`);
}

function readOrNull(read: () => KeyObject): KeyObject | null {
  try {
    return read();
  } catch {
    return null; // what OpenSSL says of it helps nobody, and may repeat it
  }
}
