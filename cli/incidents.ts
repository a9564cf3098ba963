import type { Board } from '../domain/board.ts';
import type { Answer, Person, Refusal } from '../domain/decisions.ts';
import type { IncidentStatement, Statement, Stop, StopStatement } from '../domain/statements.ts';
import type { Millis } from '../domain/time.ts';

/** One incident in the list. */
export interface ListedIncident {
  /** Such as `INC-7Q2M4K`; null in the moments before it has one. */
  readonly incident: string | null;
  readonly workflowId: string;
  readonly runbook: string;
  /** `tenant/environment/kind/name`. */
  readonly scope: string;
  readonly began: Millis;
  /** `open`, or how it ended. */
  readonly state: string;
}

/** What became of what a person signed. */
type Stated = { readonly counted: string } | { readonly refused: Refusal };

/** Incidents as the commands need them. `incident` is a short id or a workflow id; every function throws an Error that says what to do. */
export interface Incidents {
  list(wanted: { readonly open: boolean }): Promise<readonly ListedIncident[]>;
  board(incident: string): Promise<Board>;
  decide(incident: string, answer: Answer): Promise<Stated>;
  /** False when the incident has ended: a refusal of a signal is on the timeline only. */
  decideBySignal(incident: string, answer: Answer): Promise<boolean>;
  /** The workflow id, or null when one of its scope is being worked already. */
  start(statement: Statement): Promise<string | null>;
  state(incident: string, statement: IncidentStatement): Promise<Stated>;
  /** One whose `until` has passed lifts the stop in force. */
  stop(statement: StopStatement): Promise<Stated>;
  /** The stop of automatic containment in force, or null. */
  stopped(): Promise<Stop | null>;
}

/** A connection to a running Holdfast. */
export interface Connection {
  readonly incidents: Incidents;
  /** The roster, where it is at hand: then refusals are told before anything is sent. Empty where it is not. */
  readonly people: readonly (Person & { readonly keys: readonly string[] })[];
  /** True for a run that keeps everything in `.holdfast`, demo people's keys included. */
  readonly embedded: boolean;
  /** Where records are: a folder, or a place in object storage; one folder for each incident. */
  readonly vault: string;
  close(): Promise<void>;
}
