import type { Reader } from '../observe/reader-fleet.ts';
import type { Platform } from '../platform.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';

/** The reader of this name. Throws PlatformRefusal `unknown-reader`. */
export function readerOf({ readers }: Platform, wanted: string): Reader {
  const found = readers.find(({ name }) => name === wanted);
  if (found) return found;
  const names = readers.map(({ name }) => name).join(', ');
  throw new PlatformRefusal(422, 'unknown-reader', `there is no reader '${wanted}': one of ${names}`);
}
