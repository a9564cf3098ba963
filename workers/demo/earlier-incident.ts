import type { IncidentLine } from '../../contracts/incident-line.ts';
import type { TemporalIncidents } from '../../contracts/temporal-incidents.ts';
import { scopeText } from '../../domain/scope.ts';
import { place } from './demo-alert.ts';

/** The demo's incident that an earlier demo left open, or null: the same one goes on, for its channel may be held. */
export async function earlierIncident(incidents: TemporalIncidents): Promise<IncidentLine | null> {
  const scope = scopeText({ tenant: place.tenant, environment: place.environment, kind: 'channel', name: place.channel });
  const open = await incidents.list({ open: true });
  return open.find((one) => one.runbook === 'bad-pack-rollback' && one.scope === scope) ?? null;
}
