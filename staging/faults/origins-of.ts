import type { Platform } from '../platform.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import type { Origin } from '../store/origin.ts';

/** The origin of this name, or every one for `all`. Throws PlatformRefusal `unknown-origin`. */
export function originsOf({ origins }: Platform, wanted: string): readonly Origin[] {
  if (wanted === 'all') return origins;
  const found = origins.filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  const names = origins.map(({ name }) => name).join(', ');
  throw new PlatformRefusal(422, 'unknown-origin', `there is no origin '${wanted}': one of ${names}`);
}
