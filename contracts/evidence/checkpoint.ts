import { sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { digestOfBytes, digestPattern } from '../digest.ts';
import { preAuthenticationEncoding } from '../envelope.ts';
import { jsonIn } from '../json-in.ts';
import { numberedFile } from '../numbered-file.ts';
import { keyHint } from './bundle.ts';

export const checkpointFolder = 'checkpoints';
const payloadType = 'application/vnd.holdfast.checkpoint+json';

const digest = z.string().regex(digestPattern);
const checkpointSchema = z.strictObject({
  incident: z.string(),
  seq: z.int().min(1).describe('The last line of the timeline that it seals.'),
  at: z.int().describe("That line's time, epoch milliseconds."),
  head: z.string().describe('SHA-256 of that line, which names the one before, and so all of them.'),
  previous: digest.nullable().describe('Of the checkpoint before: a record that was cut short shows.'),
  files: z.array(z.strictObject({ name: z.string(), digest })).describe('Evidence kept since the checkpoint before.'),
});
const signedSchema = z.strictObject({
  payloadType: z.literal(payloadType),
  payload: z.base64(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.base64() })).length(1),
});

/** What was known of an incident at one moment, signed while it still ran. */
export type Checkpoint = z.output<typeof checkpointSchema>;

/** `checkpoints/000000000042.json`: by the last line that it seals, so that the same moment is sealed once. */
export const checkpointPath = (seq: number): string => `${checkpointFolder}/${numberedFile(seq)}`;

/** A checkpoint in DSSE, signed with Ed25519: one line. */
export function checkpointBytes(checkpoint: Checkpoint, privateKey: KeyObject): Buffer {
  const payload = Buffer.from(canonicalJson(checkpoint));
  const sig = sign(null, preAuthenticationEncoding(payloadType, payload), privateKey).toString('base64');
  const envelope = { payloadType, payload: payload.toString('base64'), signatures: [{ keyid: keyHint(privateKey), sig }] };
  return Buffer.from(`${canonicalJson(envelope)}\n`);
}

/** The digest by which the next checkpoint, and the people who countersign, name this one. */
export const checkpointDigest = (bytes: Uint8Array): string => digestOfBytes(bytes);

/** A checkpoint as it was written, or what is wrong with it. `keys`: one of them must have signed it; without any the signature is not looked at. */
export function readCheckpoint(bytes: Uint8Array, keys: readonly KeyObject[] = []): Checkpoint | string {
  const envelope = signedSchema.safeParse(jsonIn(Buffer.from(bytes)));
  if (!envelope.success) return `it is no checkpoint: ${z.prettifyError(envelope.error)}`;
  const payload = Buffer.from(envelope.data.payload, 'base64');
  const signature = Buffer.from(envelope.data.signatures[0]!.sig, 'base64');
  const signed = preAuthenticationEncoding(payloadType, payload);
  if (keys.length > 0 && !keys.some((key) => verify(null, signed, key, signature)))
    return 'it was not signed with this key: after a change of keys give the one before as well';
  const checkpoint = checkpointSchema.safeParse(jsonIn(payload));
  return checkpoint.success ? checkpoint.data : `what it signs is no checkpoint: ${z.prettifyError(checkpoint.error)}`;
}
