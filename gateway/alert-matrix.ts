/** One row of the alert matrix: which runbook answers which alerts. Names are compared without case and punctuation. */
export interface MatrixRow {
  readonly id: string;
  readonly alerts: readonly string[];
  /** May name a runbook that does not exist yet: what comes for it then goes to triage, and says so. */
  readonly runbook: string;
}

/** The default routing table: rows BK-A1..7 and KOA-Q1..6 of the alert matrix. BK-A8, triage, is for what fits none of them. */
export const alertMatrix: readonly MatrixRow[] = [
  { id: 'BK-A1', alerts: ['PublishBlocked', 'PublishFailure'], runbook: 'publish-failure' },
  { id: 'BK-A2', alerts: ['StalePack'], runbook: 'stale-pack' },
  { id: 'BK-A3', alerts: ['FallbackSpike'], runbook: 'fallback-spike' },
  // Validates the read path; rebinds or rolls back if needed.
  { id: 'BK-A4', alerts: ['ResolverHealth', 'ManifestResolutionFailing', 'RulesApiFailing'], runbook: 'bad-pack-rollback' },
  { id: 'BK-A5', alerts: ['WorkflowWatchdog'], runbook: 'triage' },
  // BK-AI8: joins the incident that pulled it.
  { id: 'BK-A6', alerts: ['AiKillSwitchActivated'], runbook: 'ai-kill-switch' },
  { id: 'BK-A6', alerts: ['BadPackKillSwitchActivated', 'BadPack'], runbook: 'bad-pack-rollback' },
  { id: 'BK-A7', alerts: ['ManualTriggerDedupeSpike'], runbook: 'triage' },
  { id: 'KOA-Q1', alerts: ['ActivationFailing'], runbook: 'bad-pack-rollback' },
  { id: 'KOA-Q2', alerts: ['ReleaseCrashing'], runbook: 'bad-pack-rollback' },
  // KOA-62b, c: its roots are confirmed and it is fetched again before anything is called bad.
  { id: 'KOA-Q3', alerts: ['SignatureMismatch', 'HashMismatch', 'PackChecksumMismatch'], runbook: 'bad-pack-rollback' },
  { id: 'KOA-Q4', alerts: ['SchemaValidationErrors'], runbook: 'schema-validation-failure' },
  { id: 'KOA-Q5', alerts: ['UntraceableFacts'], runbook: 'rendering-incident' },
  { id: 'KOA-Q6', alerts: ['UnsafeExecution'], runbook: 'execution-incident' },
];

/** The runbook that the matrix has for an alert of this name, or null. */
export function runbookFor(alertname: string): string | null {
  const wanted = plain(alertname);
  return alertMatrix.find(({ id, alerts }) => [id, ...alerts].some((name) => plain(name) === wanted))?.runbook ?? null;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
