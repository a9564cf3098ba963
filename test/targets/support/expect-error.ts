import { expect } from '@jest/globals';
import { TargetError, type TargetErrorCode } from '../../../domain/target-error.ts';

/** Expects `work` to throw a TargetError of this code, and answers it. */
export async function expectTargetError(work: Promise<unknown> | (() => unknown), code: TargetErrorCode): Promise<TargetError> {
  const outcome: unknown = await (async () => (typeof work === 'function' ? work() : work))().then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(TargetError);
  expect((outcome as TargetError).code).toBe(code);
  return outcome as TargetError;
}
