import { TargetError } from '../domain/target-error.ts';

/** A write whose answer cannot be read may have taken effect: its outcome is unknown, TimedOut, and is asked for by its key. Never repeats. */
export async function asWrite<T>(what: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof TargetError) || !['Malformed', 'TooLarge'].includes(error.code)) throw error;
    throw new TargetError('TimedOut', `${what}: the answer cannot be read, so whether it took effect is not known: ${error.message}`, {
      recoverable: true,
      cause: error,
    });
  }
}
