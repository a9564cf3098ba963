import type { RoutedAlert } from '../../gateway/carry.ts';
import type { Alert } from '../../domain/alerts.ts';
import type { Scope } from '../../domain/scope.ts';

export const scope: Scope = { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nsw' };
export const workflowId = 'production~acme~bad-pack-rollback~channel~au-nsw';

/** A firing alert of the source `prometheus`. */
export const alert = (fingerprint: string, over: Partial<Alert> = {}): Alert => ({
  source: 'prometheus',
  fingerprint,
  status: 'firing',
  startsAt: '2026-01-01T00:00:00Z',
  summary: 'bad pack',
  labels: {},
  truncated: 0,
  receivedAt: 0,
  ...over,
});

export const routed = (fingerprint: string, over: Partial<Alert> = {}, rest: Partial<RoutedAlert> = {}): RoutedAlert => ({
  runbook: 'bad-pack-rollback',
  scope,
  alert: alert(fingerprint, over),
  observe: false,
  over: false,
  ...rest,
});
