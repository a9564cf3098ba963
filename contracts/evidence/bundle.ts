import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { preAuthenticationEncoding } from '../envelope.ts';
import { jsonIn } from '../json-in.ts';
import { isSpelledAlike } from './spelled-alike.ts';
import { evidenceStatementSchema, signedFilesSchema, type EvidenceStatement } from './statement.ts';

export const bundleFile = 'evidence.sigstore.json';
export const sumsFile = 'SHA256SUMS';
const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
export const payloadType = 'application/vnd.in-toto+json';

const bundleSchema = z.strictObject({
  mediaType: z.literal(mediaType),
  verificationMaterial: z.strictObject({
    publicKey: z.strictObject({ hint: z.string() }),
    timestampVerificationData: z
      .strictObject({ rfc3161Timestamps: z.array(z.strictObject({ signedTimestamp: z.base64() })).length(1) })
      .optional(),
  }),
  dsseEnvelope: z.strictObject({
    payload: z.base64(),
    payloadType: z.literal(payloadType),
    signatures: z.array(z.strictObject({ sig: z.base64() })).length(1), // a keyid, or a second signature, is refused by cosign
  }),
});

/** A signed list of files as it was read. Nothing in it is believed before `isSignedBy`. */
export interface SignedFiles {
  readonly incident: string;
  readonly subject: EvidenceStatement['subject'];
  readonly hint: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** The RFC 3161 token over the signature, DER, where there is one. */
  readonly timestamp: Buffer | null;
  /** All that the statement says, or why this version cannot read that. */
  readonly statement: EvidenceStatement | string;
}

/** A sealed statement as it was read. Nothing in it is believed before `isSignedBy`. */
export interface ReadBundle extends SignedFiles {
  readonly statement: EvidenceStatement;
}

/** What the DSSE signature of a statement covers, and that signature: Ed25519. */
export function signStatement(
  statement: EvidenceStatement,
  privateKey: KeyObject,
): { readonly payload: Buffer; readonly signature: Buffer } {
  const payload = Buffer.from(canonicalJson(statement));
  return { payload, signature: sign(null, preAuthenticationEncoding(payloadType, payload), privateKey) };
}

/** A Sigstore bundle v0.3: one line of RFC 8785 JSON and a line break, so that no byte of it can change unnoticed. */
export function bundleBytes(given: Pick<SignedFiles, 'hint' | 'payload' | 'signature' | 'timestamp'>): Buffer {
  const { hint, payload, signature, timestamp } = given;
  const stamped = timestamp && { rfc3161Timestamps: [{ signedTimestamp: timestamp.toString('base64') }] };
  const bundle: z.input<typeof bundleSchema> = {
    mediaType,
    verificationMaterial: { publicKey: { hint }, ...(stamped && { timestampVerificationData: stamped }) },
    dsseEnvelope: { payload: payload.toString('base64'), payloadType, signatures: [{ sig: signature.toString('base64') }] },
  };
  return Buffer.from(`${canonicalJson(bundle)}\n`);
}

/** Reads the signed list of files, or says what is wrong with it. Only the one spelling that `bundleBytes` and `signStatement` write is taken. */
export function readSigned(bytes: Buffer): SignedFiles | string {
  const found = jsonIn(bytes);
  if (found === undefined) return bytes.length === 0 ? 'it is empty' : 'it is not JSON';
  const bundle = bundleSchema.safeParse(found);
  if (!bundle.success) return `it is not a Sigstore bundle v0.3 as Holdfast writes it: ${z.prettifyError(bundle.error)}`;
  const { dsseEnvelope, verificationMaterial } = bundle.data;
  const payload = Buffer.from(dsseEnvelope.payload, 'base64');
  const signature = Buffer.from(dsseEnvelope.signatures[0]!.sig, 'base64');
  const stamp = verificationMaterial.timestampVerificationData?.rfc3161Timestamps[0]?.signedTimestamp;
  const timestamp = stamp === undefined ? null : Buffer.from(stamp, 'base64');
  const { hint } = verificationMaterial.publicKey;
  const json = jsonIn(payload);
  // First that both can be spelled at all: what cannot is for whoever put it there no way to end a check, or a seal that looks for its number.
  const isAsSealed =
    isSpelledAlike([hint, json]) &&
    bundleBytes({ hint, payload, signature, timestamp }).equals(bytes) &&
    Buffer.from(spelling(json)).equals(payload);
  if (!isAsSealed) return 'it is not spelled as it was sealed';
  // With thousands of files each look at them takes its time: what this version knows whole is looked at once.
  const whole = evidenceStatementSchema.safeParse(json);
  const files = whole.success ? whole : signedFilesSchema.safeParse(json);
  if (!files.success) return `what it signs is not a statement of incident evidence: ${z.prettifyError(files.error)}`;
  const { predicate, subject } = files.data;
  const statement = whole.success ? whole.data : `the statement is not one that this version knows: ${z.prettifyError(whole.error)}`;
  return { incident: predicate.incident, subject, hint, payload, signature, timestamp, statement };
}

/** Reads a bundle with all that its statement says, or says what is wrong with it. */
export function readBundle(bytes: Buffer): ReadBundle | string {
  const read = readSigned(bytes);
  if (typeof read === 'string') return read;
  const { statement } = read;
  return typeof statement === 'string' ? statement : { ...read, statement };
}

/** Whether this key made the signature, and the bundle says so. */
export function isSignedBy({ hint, payload, signature }: SignedFiles, key: KeyObject): boolean {
  return hint === keyHint(key) && verify(null, preAuthenticationEncoding(payloadType, payload), key, signature);
}

/** SHA-256 of a key's SubjectPublicKeyInfo, hex: how a bundle names it, and how people read it to each other. */
export function keyHint(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** What is no JSON has no spelling. */
const spelling = (json: unknown): string => (json === undefined ? '' : canonicalJson(json));
