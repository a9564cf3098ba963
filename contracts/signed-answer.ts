import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Answer, Person, Plan, Question, Refusal } from '../domain/decisions.ts';
import { digestOf, digestPattern } from './digest.ts';
export type { KeyHolder } from './signed-text.ts';
import { malformed, nonceSchema, signatureSchema, signedText, signerOf, soundText, type KeyHolder } from './signed-text.ts';
import { decisionNamespace, signWith } from './sshsig.ts';

/** An answer as it comes in from anyone who can reach Temporal or the gateway: bounded, and nothing in it but what is signed. */
export const answerSchema = z.strictObject({
  incident: soundText(100),
  asking: z.int().min(1),
  verdict: soundText(100),
  plan: z.string().regex(digestPattern, 'must be sha256: and 64 hex digits'),
  note: soundText(2000),
  nonce: nonceSchema,
  signature: signatureSchema,
});

/** An answer that nobody signed yet. */
export type UnsignedAnswer = Omit<Answer, 'signature'>;

/** The bytes that a person signs: UTF-8 of the RFC 8785 text of all but the signature. docs/signing.md shows how with plain ssh-keygen. */
export const answerText = (answer: UnsignedAnswer): Uint8Array => signedText(answer);

/** What a person saw, as a signature covers it: a plan that changed by one letter is another plan. */
export const planDigest = (plan: Plan): string => digestOf(plan);

/** Signs as `ssh-keygen -Y sign -n holdfast-decision@v1` does. */
export const signAnswer = (answer: UnsignedAnswer, privateKey: KeyObject): Answer => ({
  ...answer,
  signature: signWith(privateKey, answerText(answer), decisionNamespace),
});

/**
 * Who answered, or why the answer does not count: Malformed, UnknownKey, WrongNamespace, BadSignature, NotOpen (signed for another
 * asking), PlanChanged. Roles, four eyes, nonces, the verdict and whether `answer.incident` is this incident are the workflow's to judge.
 */
export function checkAnswer(
  question: Pick<Question, 'asking' | 'plan'>,
  answer: unknown,
  people: readonly KeyHolder[],
): { readonly person: Person } | { readonly refusal: Refusal } {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return { refusal: malformed('an answer', parsed.error) };
  const { signature, ...said } = parsed.data;
  const signer = signerOf(answerText(said), signature, decisionNamespace, people);
  if ('refusal' in signer) return signer;
  if (said.asking !== question.asking) {
    return {
      refusal: {
        code: 'NotOpen',
        message: `this was signed for question ${said.asking}, not ${question.asking}: look at the board and answer again`,
      },
    };
  }
  if (said.plan !== planDigest(question.plan)) {
    return {
      refusal: {
        code: 'PlanChanged',
        message: 'the plan is not the one that was signed: read it again with holdfast show, and answer again',
      },
    };
  }
  return signer;
}
