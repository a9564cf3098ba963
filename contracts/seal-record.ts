import { defineSignal } from '@temporalio/workflow';
import type { Board } from '../domain/board.ts';
import type { Entry } from '../domain/timeline.ts';

/** The workflow that goes on sealing the record of an incident which has made way for the next one. */
export const sealWorkflowType = 'sealRecord';

/** Its id: one for each incident, by the incident's short id. */
export const sealWorkflowIdOf = (incident: string): string => `holdfast~seal-record~${incident}`;

/** Lines that the vault did not have, besides those that it was started with. */
export const linesLeft = defineSignal<[readonly Entry[]]>('linesLeft');

/** What an incident leaves to it. */
export interface LeftRecord {
  readonly incident: string;
  /** Of the incident's own run: the folder in the vault is reserved for it, and the record is of it. */
  readonly sealing: {
    readonly lastSeq: number;
    readonly namespace: string;
    readonly workflowId: string;
    readonly runId: string;
    readonly historyLength: number;
  };
  /** The first of the lines that the vault does not have. */
  readonly lines: readonly Entry[];
  /** How many there are in all. */
  readonly count: number;
  readonly escalation: readonly [string, ...string[]];
  /** Number of its last question: those of the seal are counted on, so that no old answer fits one. */
  readonly asked: number;
  /** As the incident ended, without its lines and questions. */
  readonly board: Board;
}
