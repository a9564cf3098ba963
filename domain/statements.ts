import type { Scope } from './scope.ts';
import { hours, type Millis } from './time.ts';

/** What a person says that nobody asked for. Signed like an answer: canonical JSON of all but the signature, namespace `holdfast-statement@v1`. */
interface Signed {
  /** ISO 8601, UTC. One older than ten minutes is refused. */
  readonly at: string;
  /** Counts once. */
  readonly nonce: string;
  readonly signature: string;
}

/** Starts an incident by hand. */
export interface Statement extends Signed {
  readonly kind: 'start';
  readonly runbook: string;
  readonly scope: Scope;
  readonly why: string;
}

export const severities = ['SEV-1', 'SEV-2', 'SEV-3'] as const;
export type Severity = (typeof severities)[number];

/** About one incident: an operator's note (BK-E5), another severity, a waiver of a required field (BK-E2), a file's digest. */
export type IncidentStatement = Signed & { readonly incident: string; readonly text: string } & (
    | { readonly kind: 'note' }
    | { readonly kind: 'severity'; readonly severity: Severity }
    | { readonly kind: 'waiver'; readonly field: string }
    | {
        readonly kind: 'attachment';
        readonly name: string;
        readonly digest: string;
        readonly size: number;
        readonly proves?: string | undefined;
      }
  );

/** What a statement is, in the few words of its line on the timeline. */
export function statementTitle(statement: IncidentStatement): string {
  switch (statement.kind) {
    case 'note':
      return 'note';
    case 'severity':
      return `severity ${statement.severity}`;
    case 'waiver':
      return `waiver of ${statement.field}`;
    case 'attachment':
      return `attachment ${statement.name} (${statement.digest}, ${statement.size} bytes)`;
  }
}

/** Promise 12: until it expires, every automatic containment asks a person first. At most a day. */
export interface StopStatement extends Signed {
  readonly kind: 'stop';
  /** ISO 8601, UTC. In the past: the stop is over. */
  readonly until: string;
  readonly text: string;
}

/** A stop in force, as boards show it. */
export interface Stop {
  readonly until: Millis;
  readonly by: string;
  readonly why: string;
}

/** Whose word each kind of statement takes: `anyone` on the roster, or one of the roles from this one up. */
export const statementSeat = {
  note: 'anyone',
  attachment: 'anyone',
  severity: 'on-call',
  waiver: 'incident-commander',
  stop: 'on-call',
} as const;

/** A stop of automatic containment never lasts longer. */
export const longestStop: Millis = hours(24);

const longestText = 2_000;

/** Whether something that came from outside has the shape of a statement about an incident. Sizes are bounded, for it goes on the timeline. */
export function isIncidentStatement(value: unknown): value is IncidentStatement {
  return isSigned(value) && isText(value['incident']) && hasParts(value);
}

/** Whether something that came from outside has the shape of a stop, of bounded size. */
export function isStopStatement(value: unknown): value is StopStatement {
  return isSigned(value) && value['kind'] === 'stop' && isText(value['until']);
}

function isSigned(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const { text, at, nonce, signature } = value as Record<string, unknown>;
  return [text, at, nonce].every(isText) && typeof signature === 'string' && signature.length <= 8_192;
}

function hasParts(said: Readonly<Record<string, unknown>>): boolean {
  switch (said['kind']) {
    case 'note':
      return true;
    case 'severity':
      return (severities as readonly unknown[]).includes(said['severity']);
    case 'waiver':
      return isText(said['field']);
    case 'attachment':
      return (
        isText(said['name']) &&
        isText(said['digest']) &&
        Number.isSafeInteger(said['size']) &&
        (said['proves'] === undefined || isText(said['proves']))
      );
    default:
      return false;
  }
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= longestText && value.isWellFormed();
