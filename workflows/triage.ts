/** RB-00 Triage. The prose is docs/runbooks/triage.md; its headings are `steps`, in this order. */
import type { IncidentStart, Outcome, Runbook } from '../domain/runbook.ts';
import { scopeOfNote, scopeText, type Scope } from '../domain/scope.ts';
import { hours } from '../domain/time.ts';
import { followRunbook } from './incident/follow-runbook.ts';
import { startLinked } from './triage/start-linked.ts';
import { triagePlan } from './triage/plans.ts';

export const runbook = {
  id: 'RB-00',
  name: 'triage',
  title: 'Triage',
  severity: 'SEV-2', // BK-A8: set by the first person; until then it is not nothing
  steps: ['Start the runbook that fits'],
  objectives: { recorded: hours(24) },
  escalation: ['on-call', 'incident-commander', 'duty-manager'],
} as const satisfies Runbook;

/** BK-A8: an alert that no route or scope fits is never dropped. The on-call says which runbook it is, and about what, or that it is none. */
export async function triage(start: IncidentStart): Promise<Outcome> {
  return followRunbook(runbook, start, async (incident) => {
    let problem = '';
    for (;;) {
      const suggested = incident.alerts.about.find((about) => isOf(start.scope, about));
      const answer = await incident.ask(
        `No route fits this alert: ${incident.observed}. Which runbook is it?${problem}`,
        { 'bad-pack-rollback': ['on-call'], 'no-incident': ['on-call'] },
        triagePlan(suggested),
        incident.starters,
      );
      const note = answer.answers[0]?.note ?? '';
      if (answer.verdict === 'no-incident') return incident.end('closed', `${answer.by.join(', ')}: ${note || 'no incident'}`);
      const named = scopeOfNote(note) ?? (suggested ? { scope: suggested } : null);
      if (!named || 'problem' in named) {
        problem = ' The note of your answer has to name the scope, as TENANT/ENVIRONMENT/KIND/NAME.';
        continue;
      }
      const { scope } = named;
      if (!isOf(start.scope, scope)) {
        problem = ` The alert is of ${start.scope.tenant}, and a triage never crosses tenants: ${scopeText(scope)} is not its scope.`;
        continue;
      }
      const link = { linkedTo: incident.id, routedBy: answer.by };
      const linked = await incident.step('Start the runbook that fits', () => startLinked(answer.verdict, scope, start, link));
      return incident.end('closed', `${answer.by.join(', ')} routed it to ${answer.verdict} on ${scopeText(scope)}: ${linked}`);
    }
  });
}

/** KOA-P5: what is one tenant's stays there. A triage of an alert that names no tenant has `unknown` for it. */
const isOf = (of: Scope, { tenant }: Scope): boolean => of.tenant === 'unknown' || of.tenant === tenant;
