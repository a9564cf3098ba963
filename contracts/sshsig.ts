import { createHash, sign, verify, type KeyObject } from 'node:crypto';
import { blobOf, checkKeyBlob, publicKeyBlob, publicKeyOf } from './ssh-keys.ts';
import { SshReader, sshString } from './ssh-wire.ts';

export { newKeyPair, readPrivateKey } from './ssh-keys.ts';

/** What a signature is for: one made for answers never counts as a statement, nor the other way. */
export const decisionNamespace = 'holdfast-decision@v1';
export const statementNamespace = 'holdfast-statement@v1';

/** No armored signature may be longer, in characters: 8 KiB. */
export const longestSignature = 8 * 1024;

export type SignatureCheck =
  /** `key` is the line of `keys` that signed. */
  | { readonly outcome: 'good'; readonly key: string }
  | { readonly outcome: 'unknown-key' | 'wrong-namespace' | 'bad-signature' | 'malformed'; readonly why: string };

interface Sshsig {
  readonly blob: Buffer;
  readonly namespace: string;
  readonly hash: string;
  readonly signature: Buffer;
}

/**
 * Checks an armored SSHSIG, as `ssh-keygen -Y sign` makes them (OpenSSH, PROTOCOL.sshsig), Ed25519 only, over `message` against public
 * key lines. Never throws, whatever `armored` is; a line of `keys` that cannot be read matches nothing.
 */
export function checkSignature(given: {
  readonly armored: string;
  readonly message: Uint8Array;
  readonly namespace: string;
  readonly keys: readonly string[];
}): SignatureCheck {
  const read = parse(given.armored);
  if (typeof read === 'string') return { outcome: 'malformed', why: read };
  const key = given.keys.find((line) => blobOrNull(line)?.equals(read.blob));
  if (key === undefined) return { outcome: 'unknown-key', why: `no such key is known: SHA256:${fingerprint(read.blob)}` };
  if (read.namespace !== given.namespace) {
    return {
      outcome: 'wrong-namespace',
      why: `it was made for '${printable(read.namespace)}': sign with ssh-keygen -Y sign -n ${given.namespace}`,
    };
  }
  const covered = coveredBytes(read.namespace, read.hash, given.message);
  if (!verify(null, covered, publicKeyOf(read.blob.subarray(-32)), read.signature)) {
    return { outcome: 'bad-signature', why: 'it does not belong to this text: sign exactly the bytes that are sent' };
  }
  return { outcome: 'good', key };
}

/** Signs `message` with an Ed25519 key as `ssh-keygen -Y sign -n namespace` does. Armored, 70 columns. */
export function signWith(privateKey: KeyObject, message: Uint8Array, namespace: string): string {
  const hash = 'sha512';
  const signature = sign(null, coveredBytes(namespace, hash, message), privateKey);
  const blob = Buffer.concat([
    Buffer.from('SSHSIG'),
    Buffer.from([0, 0, 0, 1]),
    ...[blobOf(privateKey), namespace, '', hash, Buffer.concat([sshString('ssh-ed25519'), sshString(signature)])].map(sshString),
  ]);
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n');
}

const coveredBytes = (namespace: string, hash: string, message: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from('SSHSIG'), ...[namespace, '', hash, createHash(hash).update(message).digest()].map(sshString)]);

/** The parts of an armored signature, or what is wrong with it. */
function parse(armored: string): Sshsig | string {
  if (armored.length > longestSignature) return 'it is longer than 8 KiB';
  const [, base64] = /^\s*-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]+)\r?\n-----END SSH SIGNATURE-----\s*$/.exec(armored) ?? [];
  if (base64 === undefined) return 'it is not an SSH signature: it should begin with -----BEGIN SSH SIGNATURE-----';
  const flat = base64.replaceAll(/[\r\n]/g, '');
  const bytes = Buffer.from(flat, 'base64');
  if (bytes.toString('base64') !== flat) return 'its base64 is damaged';
  try {
    return partsOf(new SshReader(bytes));
  } catch (err) {
    return (err as Error).message;
  }
}

function partsOf(reader: SshReader): Sshsig {
  if (reader.bytes(6).toString('latin1') !== 'SSHSIG' || reader.number() !== 1) throw new RangeError('it is not an SSHSIG of version 1');
  const blob = reader.string();
  const namespace = reader.text();
  if (reader.string().length > 0) throw new RangeError('its reserved field is not empty');
  const hash = reader.text();
  if (hash !== 'sha512' && hash !== 'sha256') throw new RangeError('its hash is neither sha512 nor sha256');
  const inner = new SshReader(reader.string());
  reader.end();
  if (inner.text() !== 'ssh-ed25519') throw new RangeError('it was not made with an Ed25519 key: use ssh-keygen -t ed25519');
  const signature = inner.string();
  inner.end();
  checkKeyBlob(blob);
  return { blob, namespace, hash, signature };
}

function blobOrNull(line: string): Buffer | null {
  try {
    return publicKeyBlob(line);
  } catch {
    // Configuration is checked at start; here a line that cannot be read is a key that nobody has.
    return null;
  }
}

const fingerprint = (blob: Buffer): string => createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 60);
