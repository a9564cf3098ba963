import { createHash } from 'node:crypto';

/** The channel that the demo breaks. */
export const place = { tenant: 'acme', environment: 'staging', channel: 'au-nsw' } as const;

/** What Alertmanager sends when the example rule in docs/alerting fires; the demo plays its part, for none runs here. */
export function alertmanagerDelivery(disagreements: number, now: Date): object {
  const labels = { alertname: 'RulesDisagreeWithSource', ...place, runbook: 'bad-pack-rollback', severity: 'critical' };
  const annotations = { summary: `${disagreements} answers of readers of ${place.channel} disagree with the official source` };
  const fingerprint = createHash('sha256').update(JSON.stringify(labels)).digest('hex').slice(0, 16);
  const alert = {
    status: 'firing',
    labels,
    annotations,
    startsAt: now.toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint,
  };
  return {
    version: '4',
    groupKey: `{}:{alertname="${labels.alertname}"}`,
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'holdfast',
    groupLabels: { alertname: labels.alertname },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: '',
    alerts: [alert],
  };
}
