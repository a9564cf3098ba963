import type { Client } from '@temporalio/client';
import type { Millis } from '../domain/time.ts';
import { runbookNames, workflowTypeOf } from './runbook-names.ts';
import { sealWorkflowType } from './seal-record.ts';
import { withinReach } from './temporal-away.ts';

/** An open incident as a list has it, taken from the raw answer: what cannot be decoded in one must not hide the others. */
export interface OpenIncident {
  /** Its short id, or its workflow id in the moments before it has one. */
  readonly name: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly runbook: string;
  /** Temporal's own mark (`TemporalReportedProblems`, since server 1.30): its workflow task failed five times. */
  readonly reported: boolean;
}

/** How one incident's pending workflow task stands. `attempt` 1 is the first try; 0: nothing is pending. */
export interface Pending {
  readonly attempt: number;
}

const types = [...runbookNames.map(workflowTypeOf), sealWorkflowType].map((type) => `'${type}'`).join(', ');
const ofRunbooks = `WorkflowType IN (${types})`;
const most = 100_000;

/** What is seen of incidents from outside their workflows. Every call has a deadline and throws TemporalAway when Temporal is not there. */
export class WatchedIncidents {
  private readonly client: Client;
  private readonly patience: Millis;

  constructor(client: Client, patience: Millis) {
    this.client = client;
    this.patience = patience;
  }

  /** Every open incident, newest first, page by page; 100,000 at most. */
  async open(): Promise<readonly OpenIncident[]> {
    const { connection, options } = this.client;
    const found: OpenIncident[] = [];
    let nextPageToken: Uint8Array | null | undefined;
    do {
      const token = nextPageToken;
      const page = await withinReach(this.client, 'list the open incidents', this.patience, () =>
        connection.workflowService.listWorkflowExecutions({
          namespace: options.namespace,
          query: `${ofRunbooks} AND ExecutionStatus = 'Running'`,
          pageSize: 1_000,
          ...(token && { nextPageToken: token }),
        }),
      );
      for (const { execution, memo, type, searchAttributes } of page.executions ?? []) {
        const workflowId = execution?.workflowId ?? '';
        const runbook = runbookNames.find((name) => workflowTypeOf(name) === type?.name) ?? 'unknown';
        const name = textOf(memo?.fields?.['incident']?.data) ?? workflowId;
        const reported = 'TemporalReportedProblems' in (searchAttributes?.indexedFields ?? {});
        found.push({ name, workflowId, runId: execution?.runId ?? '', runbook, reported });
      }
      nextPageToken = page.nextPageToken;
    } while (nextPageToken && nextPageToken.length > 0 && found.length < most);
    return found;
  }

  /** How this run's workflow task stands, or null when it has ended. */
  async pending({ workflowId, runId }: OpenIncident): Promise<Pending | null> {
    const { connection, options } = this.client;
    try {
      const { pendingWorkflowTask } = await withinReach(this.client, 'say how an incident is', this.patience, () =>
        connection.workflowService.describeWorkflowExecution({ namespace: options.namespace, execution: { workflowId, runId } }),
      );
      return { attempt: pendingWorkflowTask?.attempt ?? 0 };
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === 5) return null; // NOT_FOUND: ended, and forgotten
      throw error;
    }
  }

  /** When a worker last asked for workflow tasks of `taskQueue`, by the server's clock; null when the server remembers none. */
  async lastPoll(taskQueue: string): Promise<Millis | null> {
    const { connection, options } = this.client;
    const { pollers } = await withinReach(this.client, 'say who works', this.patience, () =>
      connection.workflowService.describeTaskQueue({ namespace: options.namespace, taskQueue: { name: taskQueue }, taskQueueType: 1 }),
    );
    const times = (pollers ?? []).map(
      ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 + (lastAccessTime?.nanos ?? 0) / 1e6,
    );
    return times.length === 0 ? null : Math.max(...times);
  }

  /** How many incidents were stopped from outside since `since`: failed, terminated or timed out, so without a sealed record (promise 9). */
  async unsealed(since: Millis): Promise<number> {
    const query = `${ofRunbooks} AND ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut') AND CloseTime > '${new Date(since).toISOString()}'`;
    const { count } = await withinReach(this.client, 'count incidents', this.patience, () => this.client.workflow.count(query));
    return count;
  }
}

function textOf(data: Uint8Array | null | undefined): string | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(data ?? []).toString('utf8'));
    return typeof value === 'string' ? value.slice(0, 100) : null;
  } catch {
    return null; // encrypted, or a stranger's: the workflow id names it as well
  }
}
