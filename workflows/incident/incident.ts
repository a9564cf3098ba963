import { CancellationScope, condition, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import { alertsJoined, board } from '../../contracts/incident.ts';
import type { Board } from '../../domain/board.ts';
import type { Decision, Plan } from '../../domain/decisions.ts';
import { ledByHand } from '../../domain/record-objectives.ts';
import { triggerOf, type Ending, type IncidentStart, type Outcome, type Runbook } from '../../domain/runbook.ts';
import type { Channel, Scope } from '../../domain/scope.ts';
import type { Millis } from '../../domain/time.ts';
import { boardOf } from './board.ts';
import { Branches } from './branches.ts';
import { close } from './closing.ts';
import { Decisions } from './decisions.ts';
import { askAboutFailure } from './failed-step.ts';
import { HandedOver } from './handed-over.ts';
import { Hands } from './hands.ts';
import { identify } from './identity.ts';
import { JoinedAlerts } from './joined-alerts.ts';
import { Objectives } from './objectives.ts';
import { Pager } from './pager.ts';
import { clearancePlan } from './retry-plan.ts';
import { stopInForce } from './stop-in-force.ts';
import { Statements } from './statements.ts';
import type { Step } from './step.ts';
import { Steps } from './steps.ts';
import { Timeline } from './timeline.ts';

type Seats = readonly [string, ...string[]];
type Objective<R extends Runbook> = Extract<keyof R['objectives'], string>;

/** One incident being worked: the words that a runbook is written in. */
export class Incident<R extends Runbook> {
  readonly scope: Scope;
  private starter: string | undefined;
  private readonly hands: Hands;
  private readonly runbook: R;
  private readonly start: IncidentStart;
  private readonly timeline = new Timeline();
  private readonly pager = new Pager(this.timeline, () => this.id);
  readonly alerts = new JoinedAlerts(this.timeline);
  private readonly objectives: Objectives;
  private readonly decisions: Decisions;
  private readonly statements: Statements;
  private readonly branches = new Branches();
  private readonly steps = new Steps(this.timeline);
  private readonly began = Date.now();
  private impact: { readonly since: Millis; readonly how: string } | null = null;
  private name = '';
  private ended: Promise<Outcome> | undefined;
  private ending: { readonly ending: Ending; readonly because: string; readonly at: Millis } | null = null;

  constructor(runbook: R, start: IncidentStart) {
    this.runbook = runbook;
    this.start = start;
    this.scope = start.scope;
    this.hands = new Hands(start.routedBy, start.steeredBy);
    const { escalation, name, severity } = runbook;
    const allowed = { ...runbook.objectives, recorded: start.incidentWindow };
    this.objectives = new Objectives(allowed, escalation, this.timeline, this.pager);
    this.decisions = new Decisions(() => this.id, this.timeline, this.pager);
    this.statements = new Statements(() => this.id, this.timeline, escalation);
    const linkedTo = start.linkedTo ?? null;
    const startedBy = start.startedBy ? { startedBy: start.startedBy } : {};
    this.timeline.note({ kind: 'opened', runbook: name, scope: start.scope, severity, by: triggerOf(start), linkedTo, ...startedBy });
    this.alerts.joinAll(start.alerts);
    setHandler(alertsJoined, (joined) => this.alerts.joinAll(joined));
    setHandler(board, (since = 0) => this.board(since));
  }

  /** The short id that people use, such as `INC-7Q2M4K`. */
  get id(): string {
    return this.name;
  }

  /** Whoever started it by hand, or routed it here: they may not judge it (promise 6). */
  get starters(): readonly string[] {
    return this.hands.starters;
  }

  /** Says who decided what is done here: what follows is ordered by them (BK-E1). */
  steeredBy(people: readonly string[]): void {
    this.hands.ordered(people);
  }

  /** What is said to be wrong, by the first alert or by whoever started it. */
  get observed(): string {
    return (this.start.startedBy?.why ?? this.alerts.summary) || triggerOf(this.start); // BK-E1: never left empty
  }

  /** Promise 12: only watch; every containment is a dry run. */
  get observing(): boolean {
    return this.start.observe === true;
  }

  /** Rejects when something that was begun with `beside` fails. */
  get besideFailed(): Promise<never> {
    return this.branches.failed;
  }

  /** Reserves the short id, and checks who started it. Before the first step. */
  async begin(): Promise<void> {
    const starter = await identify(this.start, this.runbook, (id, isReserved) => {
      this.name = id;
      this.timeline.writeUnder(id, isReserved);
    });
    if (starter === null) return;
    this.starter = starter;
    this.hands.starters.push(starter);
    this.timeline.note({ kind: 'started', person: starter });
  }

  /** Does one step of the runbook, about one channel or all. A failure asks whether to try again; it never goes on as if nothing had happened. */
  async step<T>(title: R['steps'][number], work: (step: Step) => Promise<T>, about?: Channel): Promise<T> {
    if (this.ended) throw new Error(`'${title}' comes after the end`);
    const step = this.nextStep(title, about);
    const named = about ? `${title} (${about.name})` : title;
    for (;;) {
      if (CancellationScope.current().consideredCancelled) await CancellationScope.current().cancelRequested;
      const done = await this.steps.attempt(step, work);
      if ('result' in done) return done.result;
      const ask = <V extends string>(text: string, verdicts: Readonly<Record<V, Seats>>, plan: Plan<NoInfer<V>>) =>
        this.ask(text, verdicts, plan);
      await askAboutFailure({ step, named, done, role: this.runbook.escalation[0]!, statements: this.statements, hands: this.hands, ask });
    }
  }

  /** Asks people and waits for their decision. Each verdict names its seats, a role each, filled by different people, and says what it will do. */
  ask<const V extends string>(
    text: string,
    verdicts: Readonly<Record<V, Seats>>,
    plan: Plan<NoInfer<V>>,
    notBy: readonly string[] = [],
  ): Promise<Decision<V>> {
    return this.decisions.ask({ text, verdicts, escalation: this.runbook.escalation, notBy, notLiftedBy: this.hands.all, plan });
  }

  /** The scopes that alerts have named and this word has not told before: where an incident looks whether it has become wider. */
  joined(): readonly Scope[] {
    return this.alerts.newScopes(this.scope);
  }

  /** Waits until alerts name something that was not told before. */
  async joining(): Promise<readonly Scope[]> {
    await condition(() => this.alerts.hasNewScopes(this.scope));
    return this.joined();
  }

  /** Says what this incident has widened to. */
  widened(channels: readonly Channel[]): void {
    this.timeline.note({ kind: 'widened', channels });
  }

  /** Does something beside the runbook, until that ends. When it fails, so does the runbook. */
  beside(work: () => Promise<void>): void {
    this.branches.start(work);
  }

  /**
   * Before a containment that nobody ordered: while automatic containment is stopped, a person is asked first (promise 12). Answers whether one
   * was, and said to go on.
   */
  async clearance(what: string): Promise<boolean> {
    if (this.observing) return false;
    const stopped = await stopInForce();
    if (stopped === null) return false;
    const first = this.runbook.escalation[0]!;
    const text = `${stopped}. ${what} all the same?`;
    const { verdict, by } = await this.ask(text, { 'go-on': [first], 'hand-over': [first] }, clearancePlan(what, stopped));
    if (verdict === 'hand-over') this.handOver(`not done, as automatic containment is stopped: ${what}; handed over by ${by.join(', ')}`);
    this.steeredBy(by);
    return true;
  }

  /** Signs what is known so far. Its digest, for a plan that people countersign with their answer; null when it cannot be done now. */
  checkpoint(): Promise<string | null> {
    return this.timeline.checkpoint();
  }

  /** Sleeps, for minutes or months. */
  async wait(time: Millis): Promise<void> {
    void this.timeline.flush();
    await sleep(time);
  }

  /** Says since when the impact is certain and why, and starts the objectives' clocks from there. */
  impactConfirmed(at: Millis, how: string): void {
    this.impact = { since: at, how };
    this.objectives.start(at, how);
  }

  /** Says that an objective's promise now holds. */
  met(objective: Objective<R>): void {
    this.objectives.met(objective, ledByHand(objective, this.steps.receipts, this.timeline.hasWaivers));
  }

  /** Says that it holds no longer. */
  broken(objective: Objective<R>): void {
    this.objectives.broken(objective);
  }

  /** Ends the incident as handed over, from wherever the runbook is. What is held stays held. */
  handOver(because: string): never {
    throw new HandedOver(because);
  }

  /** The only way out, once: seals the evidence on every path. Handing over pages whoever it is handed to. */
  end(ending: Ending, because: string): Promise<Outcome> {
    return (this.ended ??= CancellationScope.nonCancellable(() => this.close(ending, because)));
  }

  private async close(ending: Ending, because: string): Promise<Outcome> {
    this.branches.stop();
    await this.steps.settled(); // nothing may move after the seal
    const settled = (as: Ending, why: string): void => void (this.ending = { ending: as, because: why, at: Date.now() });
    this.alerts.closeDoor(this.scope);
    const { timeline, pager, objectives, decisions, runbook, alerts } = this;
    const hands = this.hands.all;
    const { receipts } = this.steps;
    const own = { timeline, pager, objectives, receipts, decisions, runbook, alerts, hands, board: () => this.board(0), settled };
    const closed = await close({ incident: this.id, ending, because, ...own });
    settled(closed.ending, closed.because);
    return { incident: this.id, ...closed, at: Date.now(), judged: this.alerts.judged };
  }

  private nextStep(title: string, about?: Channel): Step {
    const { id: incident, observing } = this;
    const trigger = triggerOf(this.start, this.starter);
    const observed = this.impact?.how ?? this.observed;
    const by = this.hands.orderers;
    return this.steps.next(title, about, {
      incident,
      holder: workflowInfo().workflowId,
      trigger,
      observed,
      ...(by.length > 0 && { by }),
      ...(observing && { dryRun: true as const }),
    });
  }

  private board(since: number): Board {
    const { id: incident, runbook, scope, began, ending, impact, objectives, decisions, alerts, pager, observing, steps } = this;
    const severity = this.statements.severity ?? runbook.severity;
    const timeline = this.timeline.since(since);
    const known = { incident, observing, severity, runbook, scope, began, ending, impact, timeline };
    return boardOf({ ...known, steps, objectives, decisions, alerts, pager });
  }
}
