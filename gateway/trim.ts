import type { Alert } from '../domain/alerts.ts';

const mostLabels = 32;
const longestName = 128;
const longestValue = 256;
const longestSummary = 500;
/** So that a call to Temporal carries several, and stays far below 64 KiB. */
const mostBytes = 6 * 1024;

/** The label that says what was left out of an alert that was too large. */
export const trimmedLabel = 'holdfast_trimmed';

/** Labels that say what the alert is about are kept before any other. */
const first = ['alertname', 'severity', 'tenant', 'environment', 'kind', 'name', 'runbook', 'channel', 'release'];

/**
 * The alert, bounded in size and well-formed: half a character has no canonical form, so no digest could cover it. What was left out
 * is said on the alert itself. Its identity stays as it was, as long as that is of a sane length.
 */
export function trim(alert: Alert): Alert {
  const rank = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length);
  const wanted = Object.entries(alert.labels).sort(([one], [other]) => rank(one) - rank(other));
  const labels: Record<string, string> = {};
  let room = mostBytes;
  let cut = 0;
  for (const [name, value] of wanted) {
    const shortName = short(name, longestName);
    const shortValue = short(value, longestValue);
    room -= Buffer.byteLength(JSON.stringify(shortName)) + Buffer.byteLength(JSON.stringify(shortValue));
    if (room < 0 || Object.keys(labels).length >= mostLabels) break;
    if (shortName !== name || shortValue !== value) cut++;
    labels[shortName] = shortValue;
  }
  const summary = short(alert.summary, longestSummary);
  const left = wanted.length - Object.keys(labels).length;
  const said = [left > 0 && `${left} labels left out`, cut > 0 && `${cut} labels cut`, summary !== alert.summary && 'summary cut'].filter(
    Boolean,
  );
  if (said.length > 0) labels[trimmedLabel] = said.join(', ');
  return { ...alert, fingerprint: short(alert.fingerprint, 128), startsAt: short(alert.startsAt, 64), summary, labels };
}

const short = (text: string, longest: number): string => text.slice(0, longest).toWellFormed();
