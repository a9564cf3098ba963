import { isOver, type Board, type BoardObjective } from '../domain/board.ts';
import { spoken, type Millis } from '../domain/time.ts';
import { clockText } from './clock-text.ts';
import { markOf, painted, ruled, type Colour, type Look, type Mark } from './look.ts';
import { columns, hanging, padded } from './wrapped.ts';

const barWidth = 16;

/** How much time is left until each promise must hold: a mark, a bar and words, so that nothing is said by colour alone. */
export function objectivesText(board: Board, now: Millis, look: Look): readonly string[] {
  const { objectives } = board;
  if (objectives.length === 0) return [];
  const over = isOver(board) ? board.ended : null; // while something is asked the clocks run
  const widest = Math.max(...objectives.map(({ name }) => columns(name)));
  const lines = objectives.flatMap((objective) => {
    const [mark, colour, words] = over ? endedWords(objective, now) : openWords(objective, now);
    const [first = '', ...rest] = hanging(
      `  ${markOf(mark, look)} ${padded(objective.name, widest)}  ${bar(objective, over?.at ?? now, look)}  `,
      words,
      look.width,
    );
    return [colour ? painted(first, colour, look) : first, ...rest];
  });
  return ['', ruled('TIME', '', 'bold', look), ...lines];
}

/** The promise that is due first, in one line: for a screen too low for all of them. Nothing where no clock runs. */
export function tightestText(board: Board, now: Millis, look: Look): readonly string[] {
  if (isOver(board)) return [];
  const running = board.objectives.filter(({ due, metAt }) => due !== null && metAt === null);
  const first = running.toSorted((one, other) => one.due! - other.due!)[0];
  if (!first) return [];
  const [mark, colour, words] = openWords(first, now);
  const lines = hanging(`${markOf(mark, look)} ${first.name}  `, words, look.width);
  return colour ? lines.map((line) => painted(line, colour, look)) : lines;
}

/** How people led to an objective that proves nothing of the runbook (BK-P5). */
export const ledByText = (objective: string): string => (objective === 'recorded' ? 'after a change by hand, or a waiver' : 'by hand');

type Words = readonly [Mark, Colour | null, string];

/** An incident that ended stops its clocks: what was not met then, was not met. */
function endedWords(objective: BoardObjective, now: Millis): Words {
  if (objective.state === 'waiting') return ['ahead', null, 'never ran: no impact was confirmed'];
  if (objective.state === 'running') return ['warning', 'yellow', 'not met when the incident ended'];
  return openWords(objective, now);
}

function openWords(objective: BoardObjective, now: Millis): Words {
  const clock = clockWords(objective, now);
  if (!objective.byHand) return clock;
  return ['warning', 'yellow', `${clock[2]}; ${ledByText(objective.name)}: it proves nothing of the runbook`]; // BK-P5: no tick
}

function clockWords({ state, allowed, due, metAt }: BoardObjective, now: Millis): Words {
  if (state === 'waiting' || due === null) return ['ahead', null, `waiting: ${spoken(allowed)} from the confirmed impact`];
  if (state === 'met') return ['done', 'green', `met${metAt === null ? '' : ` ${clockText(metAt, now)}, ${spoken(due - metAt)} to spare`}`];
  if (state === 'met late')
    return ['warning', 'yellow', `met late${metAt === null ? '' : ` ${clockText(metAt, now)}, ${spoken(metAt - due)} after it was due`}`];
  if (state === 'missed' || due <= now) return ['failed', 'red', `MISSED: ${spoken(now - due)} late, was due ${clockText(due, now)}`];
  const pressing = due - now < allowed / 5;
  return [
    pressing ? 'warning' : 'in hand',
    pressing ? 'yellow' : null,
    `${spoken(due - now)} left of ${spoken(allowed)}, due ${clockText(due, now)}`,
  ];
}

/** The part of the time that is used up. */
function bar({ allowed, due, metAt }: BoardObjective, now: Millis, look: Look): string {
  const elapsed = due === null ? 0 : (metAt ?? now) - (due - allowed);
  const used = Math.min(barWidth, Math.max(0, Math.floor((elapsed / allowed) * barWidth)));
  return markOf('used', look).repeat(used) + markOf('left', look).repeat(barWidth - used);
}
