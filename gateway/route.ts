import type { Configuration } from '../contracts/configuration.ts';
import { isRunbookName, type RunbookName } from '../contracts/runbook-names.ts';
import { parseScope, type Scope } from '../domain/scope.ts';
import { runbookFor } from './alert-matrix.ts';
import { triageScope } from './triage-scope.ts';

export type Labels = Readonly<Record<string, string>>;
export type Route = Configuration['routes'][number];

/** Where an alert goes. */
export interface Destination {
  readonly runbook: RunbookName;
  readonly scope: Scope;
  /** Promise 12: its route only watches. */
  readonly observe: boolean;
  /** BK-A8: why no route or scope fits it, so that it goes to triage. Null when one does. */
  readonly unrouted: string | null;
}

/**
 * Configured routes come first, then the label `runbook`, then the alert matrix. The first that fits decides, also when its scope does
 * not. What fits none of them, or not with its scope, goes to triage: no alert is lost (promise 11).
 */
export function routeOf(labels: Labels, routes: readonly Route[]): Destination {
  const route = routes.find(({ match }) => Object.entries(match).every(([label, value]) => own(labels, label) === value));
  const observe = route?.observe ?? false;
  const triage = (unrouted: string | null): Destination => ({ runbook: 'triage', scope: triageOf(labels, route), observe, unrouted });
  const runbook = route?.runbook ?? own(labels, 'runbook') ?? runbookFor(own(labels, 'alertname') ?? '');
  if (!runbook) return triage('no route matches it, it has no label runbook, and the default routing table does not know its name');
  if (!isRunbookName(runbook)) return triage(`its runbook ${runbook.slice(0, 100)} does not exist yet`);
  const found = scopeOf(labels, route?.scope ?? {});
  if ('scope' in found) return { runbook, scope: found.scope, observe, unrouted: null };
  return triage(runbook === 'triage' ? null : found.problem.slice(0, 300)); // triage is for what has no scope too
}

/** The scope that an alert's own labels name, whatever its route says; null when they name none. */
export function aboutOf(labels: Labels): Scope | null {
  const found = scopeOf(labels, {});
  return 'scope' in found ? found.scope : null;
}

/** Whose alert it is, is what its route says, where that can be told. */
function triageOf(labels: Labels, route: Route | undefined): Scope {
  const { tenant = '{tenant}', environment = '{environment}' } = route?.scope ?? {};
  return triageScope({
    tenant: fill(tenant, labels) ?? own(labels, 'tenant'),
    environment: fill(environment, labels) ?? own(labels, 'environment'),
    alertname: own(labels, 'alertname'),
  });
}

function scopeOf(labels: Labels, overrides: NonNullable<Route['scope']>): ReturnType<typeof parseScope> {
  const kind = overrides.kind ?? own(labels, 'kind') ?? 'channel';
  const parts = {
    tenant: overrides.tenant ?? own(labels, 'tenant'),
    environment: overrides.environment ?? own(labels, 'environment'),
    kind,
    name: overrides.name ?? own(labels, 'name') ?? own(labels, kind),
  };
  for (const [part, template] of Object.entries(parts)) {
    if (!template)
      return { problem: `it has no label ${part}${part === 'name' ? ` or ${kind.slice(0, 100)}` : ''}, so its scope is not known` };
  }
  const filled = Object.entries(parts).map(([part, template = '']) => (part in overrides ? fill(template, labels) : template));
  const empty = filled.findIndex((part) => part === null);
  if (empty >= 0) return { problem: `its route takes ${Object.keys(parts)[empty]} from a label that it does not have` };
  return parseScope(filled.join('/')); // a slash in a label makes one part too many
}

/** `{label}` replaced by the label's value; null when a label is missing. */
function fill(template: string, labels: Labels): string | null {
  const needed = [...template.matchAll(/\{([a-zA-Z_][a-zA-Z0-9_]*)\}/g)].map(([, label = '']) => label);
  if (needed.some((label) => !own(labels, label))) return null;
  return template.replace(/\{([a-zA-Z_][a-zA-Z0-9_]*)\}/g, (_all, label: string) => own(labels, label) ?? '');
}

/** A label by name: never something that every object inherits. */
const own = (labels: Labels, label: string): string | undefined => (Object.hasOwn(labels, label) ? labels[label] : undefined);
