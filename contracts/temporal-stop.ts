import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { z } from 'zod';
import type { Refusal } from '../domain/decisions.ts';
import { longestStop, type Stop, type StopStatement } from '../domain/statements.ts';
import type { Millis } from '../domain/time.ts';
import { stopAgain, stopWorkflowId, stopWorkflowType } from './stop.ts';
import { foreignWorkflow, type ForeignWorkflow } from './foreign-workflow.ts';
import { TemporalAway, withinReach } from './temporal-away.ts';
import { refusalOf } from './update-refusal.ts';

type Stated = { readonly counted: string } | { readonly refused: Refusal };

interface Looked {
  /** Temporal's word, or `NONE`. */
  readonly state: string;
  readonly stop: Stop | null;
  readonly began: Millis;
  /** What runs under the stop's id and is none. */
  readonly foreign: ForeignWorkflow | null;
}

const memoSchema = z.object({ until: z.number(), by: z.string(), why: z.string() });
const between: Millis = 50;

/** The one stop of automatic containment of an installation, on Temporal (promise 12). */
export class TemporalStop {
  private readonly client: Client;
  private readonly taskQueue: string;
  private readonly patience: Millis;

  constructor(client: Client, { taskQueue, patience }: { readonly taskQueue: string; readonly patience: Millis }) {
    this.client = client;
    this.taskQueue = taskQueue;
    this.patience = patience;
  }

  /** Sends a signed stop and says what became of it; one whose `until` has passed lifts the one in force. Throws ForeignWorkflow when another has its id. */
  async state(statement: StopStatement): Promise<Stated> {
    // The stop in force may end between any two calls.
    for (let round = 0; round < 3; round++) {
      const stated = (await this.begin(statement)) ?? (await this.replace(statement));
      if (stated) return stated;
    }
    throw new TemporalAway('stops ended again and again while this one came: send it again');
  }

  /**
   * The stop in force, or null. One that was begun and has not said yet until when counts as one: an incident that looks now asks first
   * (BK-P1). So does whatever else runs under its id, as no stop can be begun then. No worker is needed.
   */
  async inForce(now: Millis = Date.now()): Promise<Stop | null> {
    const { state, stop, began, foreign } = await this.look();
    if (state !== 'RUNNING') return null;
    if (foreign) return { until: now + longestStop, by: 'somebody', why: foreign.message };
    if (stop) return stop.until > now ? stop : null;
    return { until: began + longestStop, by: 'somebody', why: 'a stop was begun and is not checked yet: no worker has looked at it' };
  }

  /** Null when one is running already. */
  private async begin(statement: StopStatement): Promise<Stated | null> {
    try {
      const { firstExecutionRunId } = await withinReach(this.client, 'take the stop', this.patience, () =>
        this.client.workflow.start(stopWorkflowType, {
          taskQueue: this.taskQueue,
          workflowId: stopWorkflowId,
          args: [statement],
          workflowIdConflictPolicy: 'FAIL',
          workflowTaskTimeout: '5s',
        }),
      );
      const { state } = await this.shown(firstExecutionRunId);
      return state === 'FAILED' ? { refused: await this.refusal(firstExecutionRunId) } : { counted: told(statement) };
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
      throw error;
    }
  }

  /** Null when it has ended meanwhile. */
  private async replace(statement: StopStatement): Promise<Stated | null> {
    const { state, foreign } = await this.shown(); // it takes no other before it has checked its first
    if (foreign && state === 'RUNNING') throw foreign;
    try {
      await withinReach(this.client, 'count the stop', 2 * this.patience, () =>
        this.client.workflow.getHandle(stopWorkflowId).executeUpdate(stopAgain, { args: [statement] }),
      );
      return { counted: told(statement) };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      const refused = refusalOf(error);
      if (refused?.code === 'NotOpen') return isOver(statement) ? { counted: told(statement) } : null; // lifting it may end it before it has answered
      if (refused) return { refused };
      throw error;
    }
  }

  /** A start says nothing of what becomes of it: the workflow shows itself once a worker has checked the signature, or fails. */
  private async shown(runId?: string): Promise<Looked> {
    for (const deadline = Date.now() + 2 * this.patience; Date.now() < deadline;) {
      const looked = await this.look(runId);
      if (looked.stop || looked.foreign || looked.state !== 'RUNNING') return looked;
      await new Promise((resolve) => setTimeout(resolve, between));
    }
    throw new TemporalAway(
      'no worker has checked the stop yet: until one does, every automatic containment asks first. Is a worker running?',
    );
  }

  private async refusal(runId: string): Promise<Refusal> {
    try {
      await withinReach(this.client, 'say why it refused the stop', this.patience, () =>
        this.client.workflow.getHandle(stopWorkflowId, runId).result(),
      );
    } catch (error) {
      const refused = refusalOf(error);
      if (refused) return refused;
      throw error;
    }
    throw new Error('a stop that failed has a result');
  }

  private async look(runId?: string): Promise<Looked> {
    try {
      const { status, memo, startTime, type } = await withinReach(
        this.client,
        'say whether automatic containment is stopped',
        this.patience,
        () => this.client.workflow.getHandle(stopWorkflowId, runId).describe(),
      );
      const foreign = type === stopWorkflowType ? null : foreignWorkflow(stopWorkflowId, type, 'the stop of automatic containment');
      const stop = foreign ? null : (memoSchema.safeParse(memo?.['stop']).data ?? null);
      return { state: status.name, stop, began: startTime.getTime(), foreign };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { state: 'NONE', stop: null, began: 0, foreign: null };
      throw error;
    }
  }
}

const isOver = ({ until }: StopStatement): boolean => Date.parse(until) <= Date.now();
const told = (statement: StopStatement): string =>
  isOver(statement) ? 'automatic containment goes on' : `automatic containment is stopped until ${statement.until}`;
