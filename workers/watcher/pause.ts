import { spoken, type Millis } from '../../domain/time.ts';

/** Waits, or until `stopping` says so. */
export async function pause(time: Millis, stopping: AbortSignal): Promise<void> {
  if (stopping.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const over = (): void => resolve();
  const timer = setTimeout(over, time);
  stopping.addEventListener('abort', over);
  await promise;
  clearTimeout(timer);
  stopping.removeEventListener('abort', over);
}

/** Gives `work` this long; then it fails, whatever becomes of it. */
export async function within<T>(time: Millis, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${spoken(time)}`)), time);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
