import { describe } from '@jest/globals';
import { obtainGoProgram } from '../../targets/support/obtain-go-program.ts';

/** Sigstore's own verifier. Its build takes minutes, so a plain `npm test` only uses one that is there; `npm run test:full` builds it. */
const obtained = obtainGoProgram(
  { name: 'cosign', from: 'github.com/sigstore/cosign/v3/cmd/cosign', version: 'v3.1.3' },
  { build: process.env['HOLDFAST_FULL_TESTS'] === '1' },
);

/** Path of the program, in tests that `describeWithCosign` runs. */
export function cosignProgram(): string {
  if ('missing' in obtained) throw new Error(`cosign cannot be had: ${obtained.missing}`);
  return obtained.program;
}

/** Tests with the real cosign; where it cannot be had they are skipped, and their title says why. */
export function describeWithCosign(title: string, tests: () => void): void {
  const block = 'program' in obtained ? describe : describe.skip;
  block('missing' in obtained ? `[cosign cannot be had: ${obtained.missing}] ${title}` : title, tests);
}
