import type { LastRun, Run } from '../../contracts/last-run.ts';
import type { Alert } from '../../domain/alerts.ts';
import { handsLeft, type IncidentStart, type Outcome } from '../../domain/runbook.ts';
import { workflowIdOf } from '../../domain/scope.ts';
import type { IncidentCalls } from '../../gateway/incident-calls.ts';

interface FakeRun extends Run {
  running: boolean;
  outcome: Outcome | null;
  readonly alerts: string[];
  readonly observe: boolean;
  readonly steeredBy?: readonly string[];
}

/** Incidents as Temporal would have them, in memory: one running run per id, and every call written down. */
export class FakeIncidents implements IncidentCalls {
  readonly calls: string[] = [];
  readonly runs: FakeRun[] = [];
  /** Called before each call acts: fail it, or make it wait. */
  before: (call: string) => Promise<void> = async () => undefined;
  mostAtOnce = 0;
  private underWay = 0;

  async start(
    runbook: string,
    { scope, alerts, observe = false, steeredBy }: IncidentStart,
    { again }: { readonly again: boolean },
  ): Promise<Run | null> {
    await this.call(`start${again ? ' again' : ''} ${names(alerts)}`);
    const workflowId = workflowIdOf(runbook, scope);
    const last = this.newest(workflowId);
    if (last && (last.running || !again)) return null;
    const run = {
      workflowId,
      runId: `run-${this.runs.length + 1}`,
      running: true,
      outcome: null,
      alerts: alerts.map(({ fingerprint }) => fingerprint),
      observe,
      ...(steeredBy && { steeredBy }),
    };
    this.runs.push(run);
    return { workflowId, runId: run.runId };
  }

  async join({ runId }: Run, alerts: readonly Alert[]): Promise<boolean> {
    await this.call(`join ${names(alerts)}`);
    const run = this.runs.find((one) => one.runId === runId);
    if (!run?.running) return false;
    run.alerts.push(...alerts.map(({ fingerprint }) => fingerprint));
    return true;
  }

  async last(workflowId: string): Promise<LastRun | null> {
    await this.call('last');
    const run = this.newest(workflowId);
    return run ? { ...run, began: 0, left: handsLeft(run.outcome) } : null;
  }

  end(outcome: Partial<Outcome> | null): void {
    const run = this.runs.at(-1)!;
    run.running = false;
    run.outcome = outcome && { incident: 'INC-ONE', ending: 'closed', because: '', record: '', at: 0, judged: [], ...outcome };
  }

  private newest(workflowId: string): FakeRun | undefined {
    return this.runs.findLast((run) => run.workflowId === workflowId);
  }

  private async call(text: string): Promise<void> {
    this.calls.push(text);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.underWay);
    try {
      await this.before(text);
    } finally {
      this.underWay--;
    }
  }
}

const names = (alerts: readonly Alert[]) => alerts.map(({ fingerprint }) => fingerprint).join(',');
