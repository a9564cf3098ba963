import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Alert } from '../domain/alerts.ts';
import type { Millis } from '../domain/time.ts';
import { withoutCredentials } from './without-credentials.ts';

const labels = z.record(z.string(), z.string()).default({});

/**
 * Alertmanager's webhook, version 4, as far as it is used: the allow list of what is kept of an alert. Whatever else it sends is let by: of its
 * annotations only `summary` is kept, and no generatorURL, receiver or header.
 */
export const alertmanagerSchema = z.object({
  version: z.literal('4').optional(),
  truncatedAlerts: z.int().min(0).default(0).describe('How many alerts were left out: above 0 the scope is not known.'),
  alerts: z.array(
    z.object({
      status: z.enum(['firing', 'resolved']).describe("Each alert's own: the group's is firing as long as any is."),
      labels,
      annotations: labels,
      startsAt: z.iso.datetime({ offset: true, error: 'must be an instant, RFC 3339' }),
      fingerprint: z.string().min(1).optional(),
    }),
  ),
});

/** The alerts of one delivery from `source`. Not trimmed: routes look at every label. */
export function alertsOf(
  { alerts, truncatedAlerts }: z.output<typeof alertmanagerSchema>,
  source: string,
  receivedAt: Millis,
): readonly Alert[] {
  return alerts.map((alert) => ({
    source,
    fingerprint: withoutCredentials(alert.fingerprint ?? fingerprintOf(alert.labels)),
    status: alert.status,
    startsAt: alert.startsAt,
    summary: withoutCredentials(alert.annotations['summary'] ?? ''),
    labels: Object.fromEntries(Object.entries(alert.labels).map((pair) => pair.map(withoutCredentials))),
    truncated: truncatedAlerts,
    receivedAt,
  }));
}

/** For a sender that gives none: the same labels are the same alert. */
function fingerprintOf(alertLabels: Readonly<Record<string, string>>): string {
  const sound = Object.fromEntries(Object.entries(alertLabels).map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]));
  return createHash('sha256').update(canonicalJson(sound)).digest('hex').slice(0, 16);
}
