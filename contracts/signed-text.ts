import { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Person, Refusal } from '../domain/decisions.ts';
import { checkSignature, longestSignature, type SignatureCheck } from './sshsig.ts';

/** A person of the roster with their public keys, `ssh-ed25519 AAAA... comment`. */
export type KeyHolder = Person & { readonly keys: readonly string[] };

/** Text that has a canonical form: RFC 8785 knows none for half a character. */
export const soundText = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((text) => text.isWellFormed(), 'holds half a character');
export const nonceSchema = z.string().min(8).max(64);
export const signatureSchema = z.string().min(1).max(longestSignature);

/** The bytes that a person signs: UTF-8 of the RFC 8785 text of all but the signature. */
export const signedText = (said: object): Uint8Array => Buffer.from(canonicalJson({ ...said, signature: undefined }));

/** Who of `people` signed `text`, or why it does not count and what to do about that. */
export function signerOf(
  text: Uint8Array,
  signature: string,
  namespace: string,
  people: readonly KeyHolder[],
): { readonly person: Person } | { readonly refusal: Refusal } {
  const checked = checkSignature({ armored: signature, message: text, namespace, keys: people.flatMap(({ keys }) => keys) });
  if (checked.outcome !== 'good') return { refusal: { code: codes[checked.outcome], message: messageFor(checked) } };
  const holder = people.find(({ keys }) => keys.includes(checked.key));
  if (!holder) throw new Error('a signature was made with a key that nobody has');
  return { person: { name: holder.name, roles: holder.roles } };
}

/** The refusal of something that is not even of the right shape. */
export const malformed = (what: string, error: z.ZodError): Refusal => {
  const why = error.issues.map(({ path, message }) => `${path.join('.') || 'all of it'}: ${message}`).join('; ');
  // A stranger's field names are in there: bounded, for the refusal goes on the timeline.
  return { code: 'Malformed', message: `this is not ${what}: ${why.slice(0, 300)}` };
};

type Bad = Exclude<SignatureCheck, { readonly outcome: 'good' }>;
const codes = {
  'unknown-key': 'UnknownKey',
  'wrong-namespace': 'WrongNamespace',
  'bad-signature': 'BadSignature',
  malformed: 'Malformed',
} as const;

function messageFor({ outcome, why }: Bad): string {
  if (outcome === 'unknown-key')
    return `the roster does not know this signature's key (${why}): sign with a key that is listed under people in holdfast.yaml`;
  if (outcome === 'wrong-namespace') return `the signature is for something else: ${why}`;
  if (outcome === 'bad-signature') return `the signature does not hold: ${why}`;
  return `the signature cannot be read: ${why}`;
}
