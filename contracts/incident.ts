import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Alert } from '../domain/alerts.ts';
import type { Answer } from '../domain/decisions.ts';
import type { IncidentStatement } from '../domain/statements.ts';
import type { Board } from '../domain/board.ts';

/** Machines' facts: more alerts for an incident already being worked, as many as came while the last signal was under way. */
export const alertsJoined = defineSignal<[readonly Alert[]]>('alertsJoined');
/** A person's answer, replied to at once: counted, or refused with the reason. No validator, so that a refusal leaves a trace. */
export const decide = defineUpdate<string, [Answer]>('decide');
/** The same answer as a plain signal, for tools that can only signal. A refusal goes on the timeline. */
export const decision = defineSignal<[Answer]>('decision');
/** A signed statement that nobody asked for: a note, another severity, a waiver, an attachment. Answers what was noted, or refuses. */
export const state = defineUpdate<string, [IncidentStatement]>('state');
/** The whole board. The only query. `since` is the last `seq` that the asker has. */
export const board = defineQuery<Board, [since?: number]>('board');

/** Kept beside each workflow, so that a list of incidents needs no query. Search attribute and memo names. */
export const incidentAttribute = 'HoldfastIncident';
export interface IncidentMemo {
  readonly incident: string;
  readonly runbook: string;
  readonly scope: string;
  readonly ending?: string;
  readonly because?: string;
  /** Who had a hand in what a handed-over one still holds: a cancelled incident has no outcome that could say so (promise 6). */
  readonly hands?: readonly string[];
}
