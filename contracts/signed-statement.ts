import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Person, Refusal } from '../domain/decisions.ts';
import { checklistIds } from '../domain/record-checklist.ts';
import { severities, type IncidentStatement, type StopStatement } from '../domain/statements.ts';
import type { Millis } from '../domain/time.ts';
import { digestPattern } from './digest.ts';
import { startGoodFor } from './signed-start.ts';
import { malformed, nonceSchema, signatureSchema, signedText, signerOf, soundText, type KeyHolder } from './signed-text.ts';
import { signWith, statementNamespace } from './sshsig.ts';

const signed = { at: z.iso.datetime(), nonce: nonceSchema, signature: signatureSchema };
const about = { ...signed, incident: soundText(100).min(1), text: soundText(2000).regex(/\S/, 'say something') };

/**
 * Where `holdfast attach` puts files, and nothing else writes: what Holdfast itself kept, such as a receipt, proves what Holdfast did. Somebody
 * who states it as evidence by hand is refused.
 */
const attachmentName = z
  .string()
  .max(200)
  .regex(
    /^attachments(\/[A-Za-z0-9_@+=,~-][A-Za-z0-9_@+=,.~-]*){1,7}$/, // names as the evidence has them, none hidden
    'names no file below attachments/: attach it with `holdfast attach`',
  );

/** A statement about an incident as it comes in: bounded, and nothing in it but what is signed. */
export const incidentStatementSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...about, kind: z.literal('note') }),
  z.strictObject({ ...about, kind: z.literal('severity'), severity: z.enum(severities) }),
  z.strictObject({ ...about, kind: z.literal('waiver'), field: soundText(100).min(1) }),
  z.strictObject({
    ...about,
    kind: z.literal('attachment'),
    name: attachmentName,
    digest: z.string().regex(digestPattern),
    size: z.int().min(0),
    proves: z.enum(checklistIds).optional(),
  }),
]);

/** A stop of automatic containment as it comes in. */
export const stopSchema = z.strictObject({ ...signed, kind: z.literal('stop'), until: z.iso.datetime(), text: about.text });

export type UnsignedIncidentStatement = IncidentStatement extends infer Each
  ? Each extends IncidentStatement
    ? Omit<Each, 'signature'>
    : never
  : never;

/** Signs as `ssh-keygen -Y sign -n holdfast-statement@v1` does. */
export const signStatement = <S extends UnsignedIncidentStatement | Omit<StopStatement, 'signature'>>(
  statement: S,
  privateKey: KeyObject,
): S & { readonly signature: string } => ({
  ...statement,
  signature: signWith(privateKey, signedText(statement), statementNamespace),
});

/** Who said it, or why it does not count: Malformed, UnknownKey, WrongNamespace, BadSignature, TooOld. `arrived`: when it reached Temporal. */
export function checkStatement(
  statement: unknown,
  people: readonly KeyHolder[],
  arrived: Millis,
): { readonly person: Person } | { readonly refusal: Refusal } {
  const parsed = z.discriminatedUnion('kind', [incidentStatementSchema, stopSchema]).safeParse(statement);
  if (!parsed.success) return { refusal: malformed('a statement', parsed.error) };
  const { signature, ...said } = parsed.data;
  const signer = signerOf(signedText(said), signature, statementNamespace, people);
  if ('refusal' in signer || Math.abs(arrived - Date.parse(said.at)) <= startGoodFor) return signer;
  return {
    refusal: {
      code: 'TooOld',
      message: `it was signed at ${said.at}, more than ten minutes from its arrival: check this machine's clock and sign again`,
    },
  };
}
