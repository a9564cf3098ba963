import { TargetError } from '../../domain/target-error.ts';
import type { Millis } from '../../domain/time.ts';

/** Waits for `work` at most `time`: TimedOut, recoverable, after that. The work itself may still take effect: it must be safe to repeat. */
export async function withinTime<T>(time: Millis, what: string, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TargetError('TimedOut', `${what} took longer than ${time} ms`, { recoverable: true })), time);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
