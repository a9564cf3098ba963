import { sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.ts';

/** A DSSE envelope (github.com/secure-systems-lab/dsse, protocol 1.0.2). */
export const envelopeSchema = z.object({
  payloadType: z.string(),
  payload: z.base64(),
  signatures: z.array(z.object({ keyid: z.string(), sig: z.base64() })).min(1),
});
export type Envelope = z.infer<typeof envelopeSchema>;

export const pointerPayloadType = 'application/vnd.holdfast.channel-index+json';

/** The bytes that a DSSE signature covers: the pre-authentication encoding. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `), payload]);
}

/** Signs the canonical JSON of `value` with Ed25519. `keyid` is how the trust roots know the key. */
export function seal(
  payloadType: string,
  value: unknown,
  signers: readonly { readonly keyid: string; readonly privateKey: KeyObject }[],
): Envelope {
  const payload = Buffer.from(canonicalJson(value));
  const covered = preAuthenticationEncoding(payloadType, payload);
  const signatures = signers.map(({ keyid, privateKey }) => ({ keyid, sig: sign(null, covered, privateKey).toString('base64') }));
  return { payloadType, payload: payload.toString('base64'), signatures };
}

/** The ids of those of `keys` that signed this envelope: each counts once, however often it signed. */
export function signedBy(envelope: Envelope, keys: ReadonlyMap<string, KeyObject>): readonly string[] {
  const covered = preAuthenticationEncoding(envelope.payloadType, Buffer.from(envelope.payload, 'base64'));
  const good = envelope.signatures.filter(({ keyid, sig }) => {
    const key = keys.get(keyid);
    return key !== undefined && verify(null, covered, key, Buffer.from(sig, 'base64'));
  });
  return [...new Set(good.map(({ keyid }) => keyid))];
}
