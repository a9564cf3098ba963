import { TargetError } from '../domain/target-error.ts';

/** Does what is left once a change may have taken effect: whatever fails from then on leaves it unresolved (GOV-11). */
export async function mayBeThere<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (err) {
    throw unresolved(err);
  }
}

/** The same failure, of a change that may have taken effect. What is no target's failure stays as it is. */
export function unresolved(err: unknown): unknown {
  if (!(err instanceof TargetError)) return err;
  const { code, message, recoverable, retryAfter } = err;
  return new TargetError(code, message, { recoverable, retryAfter, unresolved: true, cause: err });
}
