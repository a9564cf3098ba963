import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import sshpk from 'sshpk';
import { SshReader, sshString } from './ssh-wire.ts';

const keyType = 'ssh-ed25519';
/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key in PKCS#8. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * A public key as SSH writes it in blobs, of the line `ssh-ed25519 AAAA... comment`: 32 bytes and nothing after them. Throws an Error
 * that says what to write instead.
 */
export function publicKeyBlob(line: string): Buffer {
  const [type, base64 = ''] = line.trim().split(/\s+/);
  if (type !== keyType)
    throw new Error(`'${line.slice(0, 20)}...' is not an Ed25519 SSH public key: write the line of a file such as id_ed25519.pub`);
  const blob = Buffer.from(base64, 'base64');
  try {
    checkKeyBlob(blob);
  } catch (cause) {
    throw new Error(`'${line.slice(0, 40)}...' cannot be read as an SSH public key: copy the whole line of the .pub file`, { cause });
  }
  return blob;
}

/** Throws a RangeError unless `blob` is an Ed25519 public key and nothing else. */
export function checkKeyBlob(blob: Uint8Array): void {
  const reader = new SshReader(blob);
  if (reader.text() !== keyType || reader.string().length !== 32)
    throw new RangeError('it was not made with an Ed25519 key: use ssh-keygen -t ed25519');
  reader.end();
}

/** The key that a blob of type ssh-ed25519 carries: its 32 bytes. */
export const publicKeyOf = (point: Uint8Array): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(point).toString('base64url') }, format: 'jwk' });

/** The blob of the public half of an Ed25519 key. */
export function blobOf(key: KeyObject): Buffer {
  const { x = '' } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return Buffer.concat([sshString(keyType), sshString(Buffer.from(x, 'base64url'))]);
}

/** `ssh-ed25519 AAAA... comment`, as rosters and `allowed_signers` files have it. */
export const publicKeyLine = (key: KeyObject, comment: string): string => `${keyType} ${blobOf(key).toString('base64')} ${comment}`.trim();

/** Reads an unencrypted Ed25519 private key in OpenSSH's format. Throws an Error that says what to do with any other. */
export function readPrivateKey(pemText: string): KeyObject {
  const key = parsed(pemText);
  const seed = (key.part as Readonly<Record<string, { readonly data: Buffer }>>)['k']?.data;
  if ((key.type as string) !== 'ed25519' || seed?.length !== 32) {
    throw new Error(`this is a key of type ${key.type}: use an Ed25519 key (ssh-keygen -t ed25519)`);
  }
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
}

function parsed(pemText: string): sshpk.PrivateKey {
  try {
    return sshpk.parsePrivateKey(pemText, 'openssh');
  } catch (cause) {
    if ((cause as Error).name === 'KeyEncryptedError') {
      throw new Error(
        'this key is protected by a passphrase, which is never asked for here: sign with ssh-agent or ssh-keygen -Y sign, and pass --signature FILE',
        { cause },
      );
    }
    throw new Error('this is not an OpenSSH private key: it should begin with -----BEGIN OPENSSH PRIVATE KEY-----', { cause });
  }
}

/** A new Ed25519 key pair: the private half in OpenSSH's format (keep it in a file that only its owner can read), the public one as a line. */
export function newKeyPair(comment: string): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = sshpk.parsePrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }), 'pkcs8');
  key.comment = comment;
  return { privateKey: `${key.toString('openssh').trim()}\n`, publicKey: publicKeyLine(privateKey, comment) };
}
