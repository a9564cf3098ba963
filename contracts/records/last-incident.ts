import { scopeText } from '../../domain/scope.ts';
import { scopeOfWorkflowId } from '../scope-of-workflow-id.ts';
import { askedText, isOfScope, type AskedScope } from './asked-scope.ts';
import type { KindOfRecord } from './record-kinds.ts';
import type { DoubtfulIncident, SealedIncident } from './sealed-incident.ts';

/** Incidents of this environment are drills: there is no other word for them yet. */
export const drillEnvironment = 'staging';

/** Which incident a record is to be of. `elsewhere`: where there is none, the options of the scopes that have one. */
export type Found = { readonly incident: SealedIncident | null; readonly elsewhere: readonly string[] } | { readonly refused: string };

/**
 * The last incident or drill that a record of this kind can be filled from (BK-E3), null when there is none. Refused where it cannot be told: for
 * several tenants or places (KOA-P5), and while one that cannot be believed might be the last.
 */
export function lastIncident(kind: KindOfRecord, asked: AskedScope, read: readonly (SealedIncident | DoubtfulIncident)[]): Found {
  const shown = read
    .filter((one): one is SealedIncident => 'entries' in one)
    .filter(({ entries }) => kind.shows(entries))
    .sort((one, other) => (isLater(one, other) ? -1 : 1));
  const fitting = shown.filter(({ entries, scope }) => isOfScope(asked, scope, entries));
  const several = ambiguity(asked, fitting);
  if (several !== null) return { refused: several };
  const incident = fitting[0] ?? null;
  const doubtful = read.find((one): one is DoubtfulIncident => 'why' in one && mayBeLater(one, incident, kind, asked));
  if (doubtful)
    return {
      refused: `${doubtful.incident} may be the last one, and it does not verify: ${doubtful.why}; find out why, or name another with --incident`,
    };
  return { incident, elsewhere: incident ? [] : scopesOf(shown) };
}

const isLater = (one: SealedIncident, other: SealedIncident): boolean =>
  one.predicate.ended_at === other.predicate.ended_at
    ? one.predicate.log.number > other.predicate.log.number
    : one.predicate.ended_at > other.predicate.ended_at;

function mayBeLater({ claims }: DoubtfulIncident, found: SealedIncident | null, { runbook }: KindOfRecord, asked: AskedScope): boolean {
  if (claims === null) return true;
  const scope = scopeOfWorkflowId(claims.temporal.workflow_id)?.scope;
  if (scope && asked.tenant !== null && scope.tenant !== asked.tenant) return false;
  if (scope && asked.environment !== null && scope.environment !== asked.environment) return false;
  return claims.runbook.name === runbook && (found === null || claims.ended_at >= found.predicate.ended_at);
}

/** A drill on staging and an incident elsewhere are of one place; two tenants, or two other environments, are not. */
function ambiguity(asked: AskedScope, fitting: readonly SealedIncident[]): string | null {
  const place = ({ scope }: SealedIncident): string => (asked.kind === null ? `${scope.tenant} ${scope.kind} ${scope.name}` : scope.tenant);
  const places = new Set(fitting.map(place));
  const environments = new Set(fitting.map(({ scope }) => scope.environment).filter((name) => name !== drillEnvironment));
  if (places.size < 2 && environments.size < 2) return null;
  return `${askedText(asked)} fits incidents of several places: write one of ${scopesOf(fitting).join(', ')}`;
}

/** How to ask for each of them, newest first. */
function scopesOf(incidents: readonly SealedIncident[]): readonly string[] {
  const newest = new Map<string, string>();
  for (const { scope, incident } of incidents) if (!newest.has(scopeText(scope))) newest.set(scopeText(scope), incident);
  return [...newest].map(([scope, incident]) => `--scope=${scope} (last: ${incident})`);
}
