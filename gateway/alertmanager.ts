import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Alert } from '../domain/alerts.ts';
import type { Millis } from '../domain/time.ts';
import { complaint, parsed } from './parsed.ts';
import { withoutCredentials } from './without-credentials.ts';

const labels = z.record(z.string(), z.string()).default({});

const alertSchema = z.object({
  status: z.enum(['firing', 'resolved']).describe("Each alert's own: the group's is firing as long as any is."),
  labels,
  annotations: labels,
  startsAt: z.iso.datetime({ offset: true, error: 'must be an instant, RFC 3339' }),
  fingerprint: z.string().min(1).optional(),
});

/**
 * Alertmanager's webhook, version 4, as far as it is used: the allow list of what is kept of an alert. Whatever else it sends is let by: of its
 * annotations only `summary` is kept, and no generatorURL, receiver or header.
 */
export const alertmanagerSchema = z.object({
  version: z.literal('4').optional(),
  truncatedAlerts: z.int().min(0).default(0).describe('How many alerts were left out: above 0 the scope is not known.'),
  alerts: z.array(alertSchema).describe('One that does not fit is refused by itself, and told in the answer, as long as another one does.'),
});

const eachByItself = alertmanagerSchema.extend({ alerts: z.array(z.unknown()) });

/** What a delivery brought: each item an alert, or why it is none. */
export type Item = { readonly alert: Alert } | { readonly malformed: string; readonly fingerprint: string };

/**
 * The alerts of one delivery from `source`, in its order. Not trimmed: routes look at every label. Alertmanager never sends a delivery
 * again that was refused, so one that cannot be read takes none of the others with it (BK-A8): it is as if it had been left out, and the
 * scope of the others is not known. Throws MalformedRequest when nothing in it can be read.
 */
export function itemsOf(body: unknown, source: string, receivedAt: Millis): readonly Item[] {
  const { alerts, truncatedAlerts } = parsed(eachByItself, body);
  const read = alerts.map((item) => alertSchema.safeParse(item));
  const wrong = read.filter(({ success }) => !success).length;
  if (wrong > 0 && wrong === read.length) parsed(alertmanagerSchema, body);
  const truncated = truncatedAlerts + wrong;
  return read.map(({ data, error }, index) =>
    data
      ? { alert: { ...alertOf(data, source), truncated, receivedAt } }
      : { malformed: complaint(error, `alerts[${index}]`), fingerprint: fingerprintIn(alerts[index]) },
  );
}

const alertOf = (alert: z.output<typeof alertSchema>, source: string): Omit<Alert, 'truncated' | 'receivedAt'> => ({
  source,
  fingerprint: withoutCredentials(alert.fingerprint ?? fingerprintOf(alert.labels)),
  status: alert.status,
  startsAt: alert.startsAt,
  summary: withoutCredentials(alert.annotations['summary'] ?? ''),
  labels: Object.fromEntries(Object.entries(alert.labels).map((pair) => pair.map(withoutCredentials))),
});

/** As it was sent, as far as that is one. */
const fingerprintIn = (item: unknown): string =>
  z.object({ fingerprint: z.string() }).safeParse(item).data?.fingerprint.slice(0, 128) ?? '';

/** For a sender that gives none: the same labels are the same alert. */
function fingerprintOf(alertLabels: Readonly<Record<string, string>>): string {
  const sound = Object.fromEntries(Object.entries(alertLabels).map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]));
  return createHash('sha256').update(canonicalJson(sound)).digest('hex').slice(0, 16);
}
