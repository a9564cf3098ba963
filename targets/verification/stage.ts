import type { Finding } from '../../domain/findings.ts';
import { TargetError } from '../../domain/target-error.ts';

/** The stages of a release's verification, in order. The first that does not pass ends it. */
export const stages = [
  'index signature',
  'manifest schema',
  'manifest identity',
  'manifest signature',
  'file hashes',
  'compatibility',
  'revoked',
  'floor',
  'downgrade',
  'substitution',
] as const;
export type Stage = (typeof stages)[number];

export type Verdict = Pick<Finding, 'outcome' | 'why'>;
export interface Judged extends Verdict {
  readonly stage: Stage;
}

export const pass: Verdict = { outcome: 'pass', why: '' };
export const fail = (why: string): Verdict => ({ outcome: 'fail', why });
export const unknown = (why: string): Verdict => ({ outcome: 'unknown', why });

/** Content that was read and is wrong is a failure; whatever could not be read is unknown (BK-P1). */
const wrongContent = ['NotTrusted', 'Malformed', 'Escapes', 'TooLarge'];

/** What an error means for a check. Errors of the program itself are thrown on. */
export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof TargetError)) throw error;
  return wrongContent.includes(error.code) ? fail(error.message) : unknown(error.message);
}

/** A stage's finding, named after the stage and the origin. */
export const findingOf = ({ stage, outcome, why }: Judged, origin: string): Finding => ({ check: `${stage} at ${origin}`, outcome, why });
