import { runbook } from '../workflows/bad-pack-rollback.ts';

/** Per runbook, the roles that somebody must have, so that a question is never asked of nobody. */
export const rolesUsed: Readonly<Record<string, readonly string[]>> = { [runbook.name]: runbook.escalation };
