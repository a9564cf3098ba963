import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Person, Refusal } from '../domain/decisions.ts';
import { scopeKinds, scopePart } from '../domain/scope.ts';
import type { Statement } from '../domain/statements.ts';
import { minutes, type Millis } from '../domain/time.ts';
import { malformed, nonceSchema, signatureSchema, signedText, signerOf, soundText, type KeyHolder } from './signed-text.ts';
import { signWith, statementNamespace } from './sshsig.ts';

const part = z.string().regex(scopePart, "use letters, digits, '.', '_' and '-'");

/** A start by hand as it comes in: bounded, and nothing in it but what is signed. */
export const startSchema = z.strictObject({
  kind: z.literal('start'),
  runbook: part,
  scope: z.strictObject({ tenant: part, environment: part, kind: z.enum(scopeKinds), name: part }),
  why: soundText(2000).regex(/\S/, 'say why'),
  at: z.iso.datetime(),
  nonce: nonceSchema,
  signature: signatureSchema,
});

/** A start that nobody signed yet. */
export type UnsignedStart = Omit<Statement, 'signature'>;

/** The bytes that a person signs: UTF-8 of the RFC 8785 text of all but the signature. */
export const startText = (start: UnsignedStart): Uint8Array => signedText(start);

/** Signs as `ssh-keygen -Y sign -n holdfast-statement@v1` does. */
export const signStart = (start: UnsignedStart, privateKey: KeyObject): Statement => ({
  ...start,
  signature: signWith(privateKey, startText(start), statementNamespace),
});

/** How old a start may be when it arrives: a copy kept for later starts nothing. */
export const startGoodFor: Millis = minutes(10);

/**
 * Who starts, or why not: Malformed, UnknownKey, WrongNamespace, BadSignature, TooOld. `arrived` is when it reached Temporal (epoch
 * milliseconds), so that a worker that was away meanwhile does not make it too old.
 */
export function checkStart(
  statement: unknown,
  people: readonly KeyHolder[],
  arrived: Millis = Date.now(),
): { readonly person: Person } | { readonly refusal: Refusal } {
  const parsed = startSchema.safeParse(statement);
  if (!parsed.success) return { refusal: malformed('a start', parsed.error) };
  const { signature, ...said } = parsed.data;
  const signer = signerOf(startText(said), signature, statementNamespace, people);
  if ('refusal' in signer || Math.abs(arrived - Date.parse(said.at)) <= startGoodFor) return signer;
  return {
    refusal: {
      code: 'TooOld',
      message: `it was signed at ${said.at}, more than ten minutes from its arrival: check this machine's clock and start again`,
    },
  };
}
