import { isAlert, type Alert } from './alerts.ts';
import type { Statement } from './statements.ts';
import { isScope, type Scope } from './scope.ts';
import type { Millis } from './time.ts';

/** A runbook as data: what its page says, what the console draws, what the docs test holds it to. */
export interface Runbook {
  readonly id: `RB-${string}`;
  /** Its name in workflow ids, routes and on the command line. */
  readonly name: string;
  readonly title: string;
  readonly severity: string;
  readonly steps: readonly string[];
  /** Time allowed from the confirmed impact until each promise holds. `recorded` is the incident window, which an installation may set. */
  readonly objectives: Readonly<Record<string, Millis>>;
  /** Roles, junior first. Silence pages the next one, and a senior may sit in a junior's seat. */
  readonly escalation: readonly string[];
}

/** What starts an incident: alerts that a gateway authenticated, or a person's signed start. */
export interface IncidentStart {
  readonly scope: Scope;
  readonly alerts: readonly Alert[];
  readonly startedBy: Statement | null;
  /** Promise 12: only watch. Every containment is a dry run that says what it would have done. */
  readonly observe?: boolean;
  /** The incident that this one came out of, by its short id. */
  readonly linkedTo?: string;
  /** Who routed it here, where people did: it is theirs, and they may not judge it (promise 6). */
  readonly routedBy?: readonly string[];
  /** Who had a hand in what the last incident of this scope still holds: they may not take that off here either (promise 6). */
  readonly steeredBy?: readonly string[];
  /** How long the operator's record may take from the confirmed impact (BK-RO3). */
  readonly incidentWindow: Millis;
}

/** What set an incident off, in a few words. `starter`: who started it by hand, once the signature was checked (BK-E1). */
export function triggerOf({ startedBy, alerts }: Pick<IncidentStart, 'startedBy' | 'alerts'>, starter?: string): string {
  if (startedBy) return `started by hand${starter === undefined ? '' : ` by ${starter}`}: ${startedBy.why}`;
  return `${alerts[0]?.source ?? 'unknown'}: ${alerts[0]?.labels['alertname'] ?? alerts[0]?.fingerprint ?? 'no alert'}`;
}

/** Whether something that reached Temporal can be started. Who ordered it is checked later. */
export function isIncidentStart(value: unknown): value is IncidentStart {
  if (typeof value !== 'object' || value === null) return false;
  const { scope, alerts, startedBy, routedBy = [], steeredBy = [], incidentWindow } = value as Record<string, unknown>;
  const isStart = isScope(scope) && Array.isArray(alerts) && alerts.every(isAlert) && typeof startedBy === 'object';
  return isStart && areNames(routedBy) && areNames(steeredBy) && Number(incidentWindow) > 0;
}

/** Names that a start may have, and characters of each. */
const most = 200;
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= most;
const areNames = (value: unknown): boolean => Array.isArray(value) && value.length <= most && value.every(isName);

/**
 * What the next incident of a scope has to know of the last: who had a hand in what a handed-over one still holds. They may not take that
 * off, whichever incident finds it (promise 6). Never more than a start may name, or the next one could not begin. Nothing where all was
 * lifted, or where no outcome is known.
 */
export function handsLeft(outcome: Pick<Outcome, 'ending' | 'hands'> | null | undefined): Pick<IncidentStart, 'steeredBy'> {
  const hands: unknown = outcome?.ending === 'handed-over' ? outcome.hands : null; // whoever reaches Temporal can make up an outcome
  if (!Array.isArray(hands)) return {};
  const names = hands.filter(isName);
  return names.length > 0 ? { steeredBy: names.slice(0, most) } : {};
}

export const endings = ['closed', 'false-alarm', 'handed-over'] as const;
export type Ending = (typeof endings)[number];

/** How an incident ended: the result of its workflow. */
export interface Outcome {
  readonly incident: string;
  readonly ending: Ending;
  readonly because: string;
  /** Digest of the sealed evidence, `sha256:` and hex. */
  readonly record: string;
  readonly at: Millis;
  /** Identities of the alerts that this incident judged, so that one which keeps firing is not judged for ever. */
  readonly judged: readonly string[];
  /** All who started it or steered what was done by it: where it was handed over, the next one of its scope has to know. */
  readonly hands?: readonly string[];
}
