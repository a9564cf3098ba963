import { minutes, seconds, type Millis } from '../domain/time.ts';

const longest = minutes(1);

/**
 * How long a `Retry-After` header asks to wait, given in seconds or as a date (RFC 9110); at most a minute, for whoever is asked may not
 * silence us. Null when it says nothing that can be read.
 */
export function retryAfter(header: string | null, now: Millis = Date.now()): Millis | null {
  const text = header?.trim() ?? '';
  const wait = /^\d+(\.\d+)?$/.test(text) ? seconds(Number(text)) : Date.parse(text) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), longest);
}
