import { expect } from '@jest/globals';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { planDigest } from '../../contracts/signed-answer.ts';
import type { Board, BoardQuestion } from '../../domain/board.ts';
import type { Authorization } from '../../domain/containment.ts';
import type { Answer } from '../../domain/decisions.ts';
import type { IncidentStart, Outcome } from '../../domain/runbook.ts';
import { minutes } from '../../domain/time.ts';
import type { Entry } from '../../domain/timeline.ts';
import { aStart } from './alerts.ts';
import { boardOf } from './board-of.ts';
import { onSharedWorker } from './shared-worker.ts';
import { soundWorld, type World } from './sound-world.ts';
import { skippingTime } from './time-skipping.ts';
import { until } from './until.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** What happened, as the outside saw it. */
export interface Seen {
  readonly outcome: Outcome;
  /** What was asked of the world, in the order in which it began: `minute name channel`. Without pages, lines and answers. */
  readonly effects: readonly string[];
  /** `minute role: why`. */
  readonly pages: readonly string[];
  /** The lines as the vault has them. */
  readonly timeline: readonly Entry[];
  /** Of every call that changes the world: its key, in order. */
  readonly keys: readonly string[];
  /** Of every call that changes the world: its paper, in order. */
  readonly papers: readonly (Authorization & { readonly call: string })[];
  /** The board just before the end of the script, and after the end. */
  readonly boards: { readonly before: Board; readonly after: Board };
}

export interface At {
  readonly handle: WorkflowHandleWithFirstExecutionRunId;
  /** Lets time pass until so many minutes after the start. */
  minute(count: number): Promise<void>;
  board(): Promise<Board>;
  /** Waits, without letting time pass, until a question that contains `text` is open. */
  asked(text?: string): Promise<BoardQuestion>;
  /** The answer that `who` signs to the newest question, or to the one that `changes` names. */
  answerOf(who: string, verdict: string, changes?: Partial<Answer>): Promise<Answer>;
  answers(who: string, verdict: string, changes?: Partial<Answer>): Promise<string>;
  signals(answer: unknown): Promise<void>;
  alerts(...alerts: readonly unknown[]): Promise<void>;
  /** Cancels it while none of its activities is under way: this server loses a workflow that is cancelled just when one of them ends. */
  cancelled(): Promise<void>;
  /**
   * Waits, after `act`, until the workflow has gone on as a new run. To be used wherever it does: this server never answers a query that comes
   * just then, and the worker that has it never stops.
   */
  goesOn(act: () => unknown): Promise<void>;
}

interface Followed {
  readonly type: string;
  readonly bundle: WorkflowBundleOption;
}

let runs = 0;

/** Runs one incident against `world`, with `script` as the people and the alerts, and answers what was seen. */
export async function timeline(
  world: Partial<World>,
  script: (at: At) => Promise<unknown>,
  start: Partial<IncidentStart> = {},
  workflow: Followed = { type: 'badPackRollback', bundle: workflowBundle() },
): Promise<Seen> {
  const env = skippingTime();
  const workflowId = `timeline-${++runs}`;
  const calls: { readonly minute: number; readonly name: string; readonly args: readonly unknown[] }[] = [];
  const began = await env.currentTimeMs();
  const whole = { ...soundWorld, ...world };
  const call = async (name: keyof World, args: readonly unknown[]): Promise<unknown> => {
    const minute = Math.round(((await env.currentTimeMs()) - began) / minutes(1));
    // As the real ones do: lines first. A world that has no more to say of the seal gets the usual answer.
    if (name === 'checkpoint' || name === 'seal') await call('append', args.slice(0, 2));
    calls.push({ minute, name, args });
    const said = await (whole[name] as (...given: unknown[]) => unknown)(...args);
    if (name !== 'seal' || (typeof said === 'object' && said !== null)) return said;
    return { digest: said ?? 'sha256:sealed', number: 1, previous: null, isAnchored: false };
  };
  return onSharedWorker(env, workflow.bundle, { workflowId, call }, async (taskQueue) => {
    const handle = await env.client.workflow.start(workflow.type, { taskQueue, workflowId, args: [aStart(start)] });
    const at = atOf(handle, began);
    await script(at);
    const before = await at.board();
    const outcome = (await handle.result()) as Outcome;
    const of = (name: string) => calls.filter((call) => call.name === name);
    const papers = calls
      .filter(({ name }) => changing.includes(name))
      .map(({ name, args }) => ({ ...(args[0] as Authorization), call: name }));
    const lines = new Map(
      of('append').flatMap(({ args }) => (args[1] as Entry[]).map((entry) => [`${String(args[0])} ${entry.seq}`, entry])),
    );
    return {
      outcome,
      effects: calls.filter(({ name }) => !quiet.includes(name)).map(told),
      pages: of('page').map(({ minute, args: [role, , why] }) => `${minute} ${String(role)}: ${String(why)}`),
      timeline: [...lines.values()],
      keys: papers.map(({ key }) => key),
      papers,
      boards: { before, after: await at.board() },
    };
  });
}

const changing: readonly string[] = ['hold', 'quarantine', 'rollBack', 'serveBaseline', 'openCase', 'pin', 'liftHold'];
const quiet: readonly string[] = [
  'page',
  'append',
  'answer',
  'open',
  'start',
  'stopped',
  'handsLeft',
  'statement',
  'signatures',
  'checkpoint',
  'lacking',
];

const told = ({ minute, name, args }: { readonly minute: number; readonly name: string; readonly args: readonly unknown[] }): string => {
  const about = args[changing.includes(name) ? 1 : 0] as { readonly name?: string } | undefined;
  const to = name === 'rollBack' ? ` to ${(args[3] as { id: string }).id}` : '';
  return `${minute} ${name}${about && !Array.isArray(about) && about.name ? ` ${about.name}` : ''}${to}`;
};

/** Only the names of the effects. */
export const names = (effects: readonly string[]): readonly string[] => effects.map((effect) => effect.split(' ')[1]!);

/** Another incident that the script works on: one that the first started, or that was there before. */
export const alsoAt = (workflowId: string): At =>
  atOf(skippingTime().client.workflow.getHandle(workflowId) as WorkflowHandleWithFirstExecutionRunId, 0);

function atOf(handle: WorkflowHandleWithFirstExecutionRunId, began: number): At {
  const env = skippingTime();
  const board = (): Promise<Board> => boardOf(env.client, handle);
  const asked = async (text = ''): Promise<BoardQuestion> => {
    const newest = async () => (await board()).questions.findLast((question) => question.text.includes(text)) ?? null;
    return (await until(newest, (question) => question !== null))!;
  };
  const answerOf = async (who: string, verdict: string, changes: Partial<Answer> = {}): Promise<Answer> => {
    const open = changes.asking === undefined ? await asked() : (await board()).questions.find(({ asking }) => asking === changes.asking);
    const plan = open ? planDigest(open.plan) : `sha256:${'0'.repeat(64)}`;
    const { incident } = await board();
    return { incident, asking: open?.asking ?? 0, verdict, plan, note: '', nonce: `nonce-${++runs}`, signature: who, ...changes };
  };
  return {
    handle,
    board,
    asked,
    answerOf,
    minute: async (count) => env.sleep(Math.max(1, began + minutes(count) - (await env.currentTimeMs()))),
    answers: async (...given) => handle.executeUpdate('decide', { args: [await answerOf(...given)] }),
    signals: (answer) => handle.signal('decision', answer),
    alerts: (...alerts) => handle.signal('alertsJoined', alerts),
    cancelled: async () => {
      await until(
        async () => (await handle.describe()).raw.pendingActivities?.length ?? 0,
        (pending) => pending === 0,
      );
      await handle.cancel();
    },
    goesOn: async (act) => {
      const { runId } = await handle.describe();
      await act();
      await until(
        () => handle.describe(),
        (now) => now.runId !== runId,
      );
    },
  };
}

/** The attempt is refused with `code`. */
export async function refused(attempt: Promise<unknown>, code: string): Promise<void> {
  await expect(attempt).rejects.toMatchObject({ cause: { type: code } });
}
