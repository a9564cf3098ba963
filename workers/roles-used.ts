import { runbook as badPackRollback } from '../workflows/bad-pack-rollback.ts';
import { runbook as triage } from '../workflows/triage.ts';

/** Per runbook, the roles that somebody must have, so that a question is never asked of nobody. */
export const rolesUsed: Readonly<Record<string, readonly string[]>> = {
  [badPackRollback.name]: badPackRollback.escalation,
  [triage.name]: triage.escalation,
};
