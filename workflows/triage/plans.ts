import type { Plan } from '../../domain/decisions.ts';
import { scopeText, type Scope } from '../../domain/scope.ts';

/** For "which runbook is it?". `suggested` is what the alert's own labels name, where they do. */
export function triagePlan(suggested: Scope | undefined): Plan<'bad-pack-rollback' | 'no-incident'> {
  const common = { target: 'the alert', before: 'it started this triage; nothing is held' };
  const about = suggested
    ? `on ${scopeText(suggested)}, or on the scope that your note begins with`
    : 'on the scope that your note begins with (TENANT/ENVIRONMENT/KIND/NAME)';
  return {
    'bad-pack-rollback': {
      ...common,
      after: `bad-pack-rollback starts ${about}, linked to this triage, with its alerts; it holds at once`,
      affects: 'publishers of that scope: they cannot publish while it is held',
      undo: 'a false alarm, signed in that incident',
      noteScope: suggested ? 'optional' : 'required',
    },
    'no-incident': {
      ...common,
      after: 'this triage is closed; your note is the reason',
      affects: 'nobody',
      undo: 'the alert, when it fires anew',
    },
  };
}
