import { isScopeKind, type Scope } from '../domain/scope.ts';

/** What an incident's workflow id says (`workflowIdOf` in domain/scope.ts, read backwards), or null for an id that is not an incident's. */
export function scopeOfWorkflowId(workflowId: string): { readonly runbook: string; readonly scope: Scope } | null {
  const [environment, tenant, runbook, kind, name, ...rest] = workflowId.split('~');
  if (!environment || !tenant || !runbook || !kind || !name || rest.length > 0 || !isScopeKind(kind)) return null;
  return { runbook, scope: { tenant, environment, kind, name } };
}
