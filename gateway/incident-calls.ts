import type { LastRun, Run } from '../contracts/last-run.ts';
import type { Alert } from '../domain/alerts.ts';
import type { IncidentStart } from '../domain/runbook.ts';

/** What delivering alerts needs of Temporal. `TemporalIncidents` is one; all of it may throw TemporalAway, and ForeignWorkflow where a workflow that is no incident has the id. */
export interface IncidentCalls {
  /** Null when one of its id is running or, unless `again`, has ended before. */
  start(runbook: string, start: IncidentStart, options: { readonly again: boolean }): Promise<Run | null>;
  /** False when that run has ended. */
  join(run: Run, alerts: readonly Alert[]): Promise<boolean>;
  /** The newest run of a workflow id. */
  last(workflowId: string): Promise<LastRun | null>;
}
