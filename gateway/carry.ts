import type { LastRun, Run } from '../contracts/last-run.ts';
import type { RunbookName } from '../contracts/runbook-names.ts';
import type { Alert } from '../domain/alerts.ts';
import type { IncidentStart } from '../domain/runbook.ts';
import { workflowIdOf, type Scope } from '../domain/scope.ts';
import type { Millis } from '../domain/time.ts';
import { alreadyJudged } from './already-judged.ts';
import { BoundedMap } from './bounded-map.ts';
import type { IncidentCalls } from './incident-calls.ts';

/** An alert that has a place to go. `over`: a firing that is known to be resolved since, which is evidence and starts nothing. */
export interface RoutedAlert {
  readonly runbook: RunbookName;
  readonly scope: Scope;
  readonly alert: Alert;
  /** Its route only watches (promise 12). */
  readonly observe: boolean;
  readonly over: boolean;
}

/** What became of an alert, now that Temporal has it. */
export interface Carried {
  readonly outcome: 'started' | 'joined' | 'suppressed' | 'resolved';
  readonly run: Run | null;
  readonly why: string;
}

type CarryOptions = { readonly incidentWindow: Millis; readonly now: () => Millis };

/** Brings alerts of one incident to Temporal: start, else join the running one, else look at how the last one ended. */
export class Carrier {
  private readonly calls: IncidentCalls;
  private readonly options: CarryOptions;
  /** Runs that were running when last heard of: they are asked first. */
  private readonly running = new BoundedMap<Run>(10_000);

  constructor(calls: IncidentCalls, options: CarryOptions) {
    this.calls = calls;
    this.options = options;
  }

  /** All of `alerts` have the same runbook and scope. Answers in their order, and only once Temporal has accepted them. */
  async carry(alerts: readonly [RoutedAlert, ...RoutedAlert[]]): Promise<readonly Carried[]> {
    const [{ runbook, scope }] = alerts;
    const workflowId = workflowIdOf(runbook, scope);
    // An incident may end between any two calls: each round then meets the next one.
    for (let round = 0; round < 5; round++) {
      const run = this.running.get(workflowId);
      const carried = run ? await this.join(run, alerts) : await this.open(workflowId, alerts);
      if (carried) return carried;
    }
    throw new Error(`${workflowId} ended again and again while alerts came for it`);
  }

  private async join(run: Run, alerts: readonly RoutedAlert[]): Promise<readonly Carried[] | null> {
    const joined = await this.calls.join(
      run,
      alerts.map(({ alert }) => alert),
    );
    if (!joined) this.running.delete(run.workflowId);
    return joined ? alerts.map(({ alert }) => ({ outcome: 'joined', run, why: alert.status === 'resolved' ? 'as evidence' : '' })) : null;
  }

  /** For an id that is not known to run. Null means: look again. */
  private async open(workflowId: string, alerts: readonly RoutedAlert[]): Promise<readonly Carried[] | null> {
    const firing = alerts.filter(mayStart);
    const first = firing.length > 0 ? await this.start(firing) : null;
    if (first) return this.begun(first, alerts);
    const last = await this.calls.last(workflowId);
    if (last?.running) {
      this.running.set(workflowId, last);
      return null;
    }
    if (firing.length === 0) return alerts.map(({ alert }) => evidenceOnly(alert));
    const suppressed = last?.outcome
      ? alreadyJudged(
          last.outcome,
          firing.map(({ alert }) => alert),
          this.options.now(),
        )
      : null;
    if (suppressed)
      return alerts.map((routed) =>
        mayStart(routed) ? { outcome: 'suppressed', run: runOf(last), why: suppressed } : evidenceOnly(routed.alert),
      );
    const again = await this.start(firing, last);
    return again ? this.begun(again, alerts) : null;
  }

  private async start(firing: readonly RoutedAlert[], last?: LastRun | null): Promise<Run | null> {
    const { runbook, scope } = firing[0]!;
    const start: IncidentStart = {
      scope,
      alerts: firing.map(({ alert }) => alert),
      startedBy: null,
      // A route that acts is not kept from acting by one that watches the same.
      ...(firing.every(({ observe }) => observe) && { observe: true }),
      ...last?.left,
      incidentWindow: this.options.incidentWindow,
    };
    return this.calls.start(runbook, start, { again: last !== undefined });
  }

  /** What could not start it joins what was started. */
  private async begun(run: Run, alerts: readonly RoutedAlert[]): Promise<readonly Carried[]> {
    this.running.set(run.workflowId, run);
    const evidence = alerts.filter((routed) => !mayStart(routed));
    const joined = evidence.length > 0 ? await this.join(run, evidence) : null;
    return alerts.map((routed) => {
      if (mayStart(routed)) return { outcome: 'started', run, why: '' };
      return joined ? { outcome: 'joined', run, why: 'as evidence' } : evidenceOnly(routed.alert);
    });
  }
}

const mayStart = ({ alert, over }: RoutedAlert): boolean => alert.status === 'firing' && !over;
const runOf = (last: LastRun | null): Run | null => last && { workflowId: last.workflowId, runId: last.runId };

const evidenceOnly = ({ status }: Alert): Carried =>
  status === 'resolved'
    ? { outcome: 'resolved', run: null, why: 'no incident is being worked that it could join' }
    : { outcome: 'suppressed', run: null, why: 'it was resolved before it came, and no incident is being worked that it could join' };
