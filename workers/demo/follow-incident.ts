import { setTimeout as pause } from 'node:timers/promises';
import { boardText } from '../../cli/board-text.ts';
import type { Run } from '../../contracts/last-run.ts';
import type { TemporalIncidents } from '../../contracts/temporal-incidents.ts';
import { isOver, type Board } from '../../domain/board.ts';
import type { Outcome } from '../../domain/runbook.ts';
import { minutes } from '../../domain/time.ts';
import type { Stack } from '../embedded/stack.ts';
import type { DemoOptions } from './demo.ts';
import { choice } from './choice.ts';
import { moment, unlessLeft } from './left-open.ts';
import { answerAs, whoMayAnswer, whoMayGive } from './demo-answer.ts';
import type { Story } from './story.ts';

const patience = minutes(2);

export interface FollowOptions extends DemoOptions {
  /** The reader wants to go: the incident stays, and following ends with an Error that says so. */
  readonly left: AbortSignal;
}

/** Follows the incident to its end; each question is answered as a demo person, by itself with `once`, else as the reader chooses. */
export async function followIncident(stack: Stack, run: Run, told: Story, options: FollowOptions): Promise<Outcome> {
  let incident = run.workflowId;
  return unlessLeft(
    options.left,
    options.look.command ?? 'holdfast',
    () => incident,
    () => followed(stack, run, told, options, (name) => (incident = name)),
  );
}

async function followed(
  stack: Stack,
  run: Run,
  told: Story,
  { once, look, left }: FollowOptions,
  named: (incident: string) => void,
): Promise<Outcome> {
  const { incidents } = stack;
  for (let answered = 0; ;) {
    const board = await untilAskedOrEnded(incidents, run, answered, once, left);
    if (!board) return ended(incidents, run.workflowId);
    named(board.incident);
    const question = board.questions.find(({ asking }) => asking > answered)!;
    told.chapter(`A person is asked`, `${look.command ?? 'holdfast'} show ${board.incident}`);
    told.page(
      boardText(board, {
        now: board.now,
        look: { ...look, width: Math.min(look.width, 80) - 3 }, // a page stands three columns in
        signing: (asked, verdict) => asOption(whoMayGive(asked, verdict)),
      }),
    );
    const person = whoMayAnswer(question);
    const settled = () => isSettled(incidents, run, question.asking);
    const verdict = once ? Object.keys(question.verdicts)[0]! : await choice(question, person, { left, settled });
    if (verdict === null) {
      told.fact(`Question ${question.asking} is settled: it was answered elsewhere`);
      answered = question.asking;
      continue;
    }
    const said = await answerAs(stack, run, board.incident, question, person, verdict);
    told.fact(`${person} signs '${verdict}': ${said}`);
    if (!said.startsWith('refused')) answered = question.asking;
  }
}

const asOption = (person: string | null): string | null => (person === null ? null : `--as ${person}`);

/** Somebody may answer with the command that the board has, in another window. */
async function isSettled(incidents: TemporalIncidents, run: Run, asking: number): Promise<boolean> {
  const { questions } = await incidents.board(run);
  return !questions.some((question) => question.asking === asking);
}

/** The board once it asks something new, or null once the incident has ended. */
async function untilAskedOrEnded(
  incidents: TemporalIncidents,
  run: Run,
  answered: number,
  once: boolean,
  left: AbortSignal,
): Promise<Board | null> {
  for (const deadline = Date.now() + patience; !once || Date.now() < deadline; await moment(150, left)) {
    const board = await incidents.board(run);
    if (isOver(board)) return null;
    if (board.questions.some(({ asking }) => asking > answered)) return board;
  }
  throw new Error(`nothing new was asked within ${patience / 1000} s: npm run holdfast -- show says where it is`);
}

async function ended(incidents: TemporalIncidents, workflowId: string): Promise<Outcome> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await pause(100)) {
    const last = await incidents.last(workflowId);
    if (last?.outcome) return last.outcome;
  }
  throw new Error('the incident ended, but its record was not sealed in time');
}
