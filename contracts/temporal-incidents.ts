import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Alert } from '../domain/alerts.ts';
import type { Board } from '../domain/board.ts';
import type { Answer, Refusal } from '../domain/decisions.ts';
import type { IncidentStart } from '../domain/runbook.ts';
import type { IncidentStatement, Stop, StopStatement } from '../domain/statements.ts';
import { workflowIdOf } from '../domain/scope.ts';
import { seconds, type Millis } from '../domain/time.ts';
import { alertsJoined, board, decide, decision, incidentAttribute, state } from './incident.ts';
import { incidentLine, type IncidentLine } from './incident-line.ts';
import { lastRun, type LastRun, type Run } from './last-run.ts';
import { isRunbookName, runbookNames, workflowTypeOf } from './runbook-names.ts';
import { sealWorkflowType } from './seal-record.ts';
import { scopeOfWorkflowId } from './scope-of-workflow-id.ts';
import { nonceMemo, startedWith } from './start-nonce.ts';
import { withinReach } from './temporal-away.ts';
import { TemporalStop } from './temporal-stop.ts';
import { refusalOf } from './update-refusal.ts';

/** What became of what a person signed. */
type Stated = { readonly counted: string } | { readonly refused: Refusal };

/** Also whoever still seals the record of one that made way for the next: it asks under the incident's short id. */
const incidentTypes = [...runbookNames.map(workflowTypeOf), sealWorkflowType];
const ofIncidents = `WorkflowType IN (${incidentTypes.map((type) => `'${type}'`).join(', ')})`;
const shortId = /^INC-[0-9A-Z]{1,20}$/;
/** Whether a workflow id is that of an incident: others, such as the stop's, answer no board. */
const isIncident = (workflowId: string): boolean => isRunbookName(scopeOfWorkflowId(workflowId)?.runbook ?? '');

/**
 * Incidents as any Temporal client sees them; the gateway and the command line share it. Every call has a deadline and throws
 * TemporalAway when Temporal (or, for boards and decisions, a worker) is not there.
 */
export class TemporalIncidents {
  private readonly client: Client;
  private readonly taskQueue: string;
  private readonly eager: boolean;
  private readonly patience: Millis;
  private readonly stops: TemporalStop;

  /**
   * `eager`: begin an incident on the worker of this process at once. Needs a NativeConnection that the worker shares. `patience`: how
   * long Temporal may take to answer; where a worker has to answer too (boards, decisions) twice as long.
   */
  constructor(
    client: Client,
    {
      taskQueue,
      eager = false,
      patience = seconds(5),
    }: { readonly taskQueue: string; readonly eager?: boolean; readonly patience?: Millis },
  ) {
    this.client = client;
    this.taskQueue = taskQueue;
    this.eager = eager;
    this.patience = patience;
    this.stops = new TemporalStop(client, { taskQueue, patience });
  }

  /** The newest incidents first, `limit` of them. Temporal's list may be a second behind. */
  async list({ open = false, limit = 200 }: { readonly open?: boolean; readonly limit?: number } = {}): Promise<readonly IncidentLine[]> {
    return this.matching(open ? `${ofIncidents} AND ExecutionStatus = 'Running'` : ofIncidents, limit);
  }

  /** The run that a short id (`INC-7Q2M4K`) or a workflow id (its newest run) names, or null. */
  async find(name: string): Promise<Run | null> {
    if (name.includes('~')) return isIncident(name) ? this.last(name) : null;
    const incident = name.toUpperCase();
    if (!shortId.test(incident)) return null;
    const [found] = await this.byAttribute(incident);
    if (found) return found;
    // The attribute may not be registered here, or not be indexed yet: the memo says the same.
    return (await this.list({ limit: 1000 })).find((line) => line.incident === incident) ?? null;
  }

  /**
   * Its board as of now, with the stop of automatic containment that is in force; `since` is the last `seq` that the asker has. A workflow's own
   * clock stands still while nothing happens.
   */
  async board(run: Run, since?: number): Promise<Board> {
    const asked = withinReach(this.client, 'show the board', 2 * this.patience, () =>
      this.handle(run).query(board, ...(since === undefined ? [] : ([since] as [number]))),
    );
    const [shown, stopped] = await Promise.all([asked, this.stopped()]);
    return { ...shown, stopped, now: Math.max(shown.now, Date.now()) };
  }

  /** Sends a signed answer and says what became of it. */
  async decide(run: Run, answer: Answer): Promise<Stated> {
    return this.stated('count the answer', () => this.handle(run).executeUpdate(decide, { args: [answer] }));
  }

  /** Sends a signed statement about an incident and says what became of it. */
  async state(run: Run, statement: IncidentStatement): Promise<Stated> {
    return this.stated('take the statement', () => this.handle(run).executeUpdate(state, { args: [statement] }));
  }

  /** Stops automatic containment until the signed instant, instead of the stop in force; one that has passed lifts it (promise 12). */
  async stop(statement: StopStatement): Promise<Stated> {
    return this.stops.state(statement);
  }

  /** The stop of automatic containment that is in force, or null. No worker is needed. */
  async stopped(): Promise<Stop | null> {
    return this.stops.inForce();
  }

  /** Sends a signed answer without waiting for what becomes of it: that goes on the timeline. False when the incident has ended. */
  async decideBySignal(run: Run, answer: Answer): Promise<boolean> {
    return this.whileRunning(() =>
      withinReach(this.client, 'take the answer', this.patience, () => this.handle(run).signal(decision, answer)),
    );
  }

  /** Adds alerts to this very run. False when it has ended. */
  async join(run: Run, alerts: readonly Alert[]): Promise<boolean> {
    return this.whileRunning(() =>
      withinReach(this.client, 'take the alerts', this.patience, () => this.handle(run).signal(alertsJoined, alerts)),
    );
  }

  /** Starts an incident. Null when one of its id is running or, unless `again`, has ended before: then look at how. */
  async start(runbook: string, start: IncidentStart, { again = false } = {}): Promise<Run | null> {
    const workflowId = workflowIdOf(runbook, start.scope);
    try {
      const handle = await withinReach(this.client, 'start the incident', this.patience, () =>
        this.client.workflow.start(workflowTypeOf(runbook), {
          taskQueue: this.taskQueue,
          workflowId,
          args: [start],
          ...(start.startedBy && { memo: { [nonceMemo]: start.startedBy.nonce } }),
          requestEagerStart: this.eager,
          workflowIdConflictPolicy: 'FAIL',
          workflowIdReusePolicy: again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
          workflowTaskTimeout: '5s', // a killed worker's task is given to another after this long
        }),
      );
      return { workflowId, runId: handle.firstExecutionRunId };
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
      throw error;
    }
  }

  /** The newest run of this workflow id, as `lastRun` has it. */
  async last(workflowId: string): Promise<LastRun | null> {
    return lastRun(this.client, workflowId, this.patience);
  }

  /** Whether one of the last runs of this workflow id was started by hand with this nonce. */
  async startedWith(workflowId: string, nonce: string): Promise<boolean> {
    return startedWith(this.client, workflowId, nonce, this.patience);
  }

  private async stated(what: string, update: () => Promise<string>): Promise<Stated> {
    try {
      return { counted: await withinReach(this.client, what, 2 * this.patience, update) };
    } catch (error) {
      const refused = refusalOf(error);
      if (refused) return { refused };
      throw error;
    }
  }

  private handle({ workflowId, runId }: Run) {
    return this.client.workflow.getHandle(workflowId, runId);
  }

  private async byAttribute(incident: string): Promise<readonly IncidentLine[]> {
    try {
      return await this.matching(`${ofIncidents} AND ${incidentAttribute} = '${incident}'`, 1);
    } catch (error) {
      if (error instanceof Error && (error.cause as { readonly code?: unknown } | undefined)?.code === 3) return []; // INVALID_ARGUMENT: no such attribute
      throw error;
    }
  }

  private async matching(query: string, limit: number): Promise<readonly IncidentLine[]> {
    return withinReach(this.client, 'list the incidents', this.patience, async () => {
      const lines: IncidentLine[] = [];
      for await (const execution of this.client.workflow.list({ query, pageSize: Math.min(limit, 200) })) {
        lines.push(incidentLine(execution));
        if (lines.length === limit) break;
      }
      return lines;
    });
  }

  private async whileRunning(call: () => Promise<void>): Promise<boolean> {
    try {
      await call();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }
}
