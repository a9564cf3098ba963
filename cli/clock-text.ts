import { hours, type Millis } from '../domain/time.ts';

/** `12:04:09`, in UTC; with its date when that was more than half a day from `now`. */
export function clockText(at: Millis, now: Millis): string {
  const text = new Date(at).toISOString();
  const time = text.slice(11, 19);
  return Math.abs(now - at) > hours(12) ? `${text.slice(0, 10)} ${time}` : time;
}
