import type { Alert } from '../../domain/alerts.ts';
import type { IncidentStart } from '../../domain/runbook.ts';
import { hours } from '../../domain/time.ts';

/** One firing, told apart by its fingerprint. */
export const anAlert = (fingerprint: string, changes: Partial<Alert> = {}): Alert => ({
  source: 'alertmanager',
  fingerprint,
  status: 'firing',
  startsAt: '2026-01-01T00:00:00Z',
  summary: `wrong rules (${fingerprint})`,
  labels: { alertname: 'WrongTruth' },
  truncated: 0,
  receivedAt: 0,
  ...changes,
});

/** The start of an incident about one channel, by one alert. */
export const aStart = (changes: Partial<IncidentStart> = {}): IncidentStart => ({
  scope: { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nsw' },
  alerts: [anAlert('f1')],
  startedBy: null,
  incidentWindow: hours(24),
  ...changes,
});
