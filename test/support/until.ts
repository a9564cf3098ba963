import { setTimeout as pause } from 'node:timers/promises';

/**
 * What `look` answers once `good` says yes to it; asks again, `every` milliseconds, while it does not, for at most `within`. Throws with the
 * last answer, or the last error, when that time is over.
 */
export async function until<T>(look: () => Promise<T>, good: (seen: T) => boolean, within = 30_000, every = 20): Promise<T> {
  const end = Date.now() + within;
  let last = 'nothing';
  while (Date.now() < end) {
    try {
      const seen = await look();
      if (good(seen)) return seen;
      last = JSON.stringify(seen);
    } catch (error) {
      last = String(error);
    }
    await pause(every);
  }
  throw new Error(`waited ${within} ms in vain; the last answer was ${last}`);
}
