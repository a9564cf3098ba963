import { describe } from '@jest/globals';
import { obtainGoProgram } from './obtain-go-program.ts';

/** versitygw, an S3 store that honours conditional writes. */
const obtained = obtainGoProgram({ name: 'versitygw', from: 'github.com/versity/versitygw/cmd/versitygw', version: 'v1.8.0' });

/** Path of the program, in tests that `describeWithStore` runs. */
export function versitygwProgram(): string {
  if ('missing' in obtained) throw new Error(`versitygw cannot be had: ${obtained.missing}`);
  return obtained.program;
}

/** Tests over a real object store; where there is none they are skipped, and their title says why. */
export function describeWithStore(title: string, tests: () => void): void {
  const block = 'program' in obtained ? describe : describe.skip;
  block('missing' in obtained ? `[versitygw cannot be had: ${obtained.missing}] ${title}` : title, tests);
}
