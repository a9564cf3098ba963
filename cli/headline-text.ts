import { isOver, type Board } from '../domain/board.ts';
import { scopeText } from '../domain/scope.ts';
import { spoken, type Millis } from '../domain/time.ts';
import { clockText } from './clock-text.ts';
import { listText } from './list-text.ts';
import { painted, type Colour, type Look } from './look.ts';
import { tightestText } from './objective-text.ts';
import { hanging, spread, wrapped } from './wrapped.ts';

const endings = {
  closed: ['CLOSED', 'green'],
  'false-alarm': ['FALSE ALARM', 'green'],
  'handed-over': ['HANDED OVER TO PEOPLE', 'red'],
} as const satisfies Readonly<Record<string, readonly [string, Colour]>>;

/** Which incident this is, how bad, where, for how long; how it ended, or will once what it still asks is answered (BK-E2). */
export function headlineText(board: Board, now: Millis, look: Look): readonly string[] {
  const { incident, runbook, scope, began, ended, impact, questions, steps } = board;
  const over = isOver(board) ? board.ended : null;
  const open = over ? `took ${spoken(over.at - began)}` : `open for ${spoken(now - began)}`;
  const [first = '', ...more] = spread(`${incident}  ${runbook.title}  ${runbook.id}`, runbook.severity, look.width);
  return [
    painted(first, 'bold', look),
    ...more,
    ...spread(scopeText(scope), `${open}, since ${clockText(began, now)} UTC`, look.width),
    ...(impact ? wrapped(`Impact confirmed ${clockText(impact.since, now)}, ${impact.how}`, look.width) : []),
    ...(look.brief ? tightestText(board, now, look) : []),
    ...(over ? endedText(over, now, look) : []),
    ...(ended && !over ? endingText(ended, look) : []),
    ...(!ended && questions.length === 0 ? quietText(steps, look.width) : []),
  ];
}

function endedText({ ending, because, at }: NonNullable<Board['ended']>, now: Millis, look: Look): readonly string[] {
  const [word, colour] = endings[ending];
  const [first = '', ...rest] = hanging(`${word} ${clockText(at, now)}: `, because, look.width);
  return ['', painted(first, colour, look), ...rest];
}

/** It has come to its end, and its record waits for an answer: nobody may take it for closed. */
function endingText({ ending, because }: NonNullable<Board['ended']>, look: Look): readonly string[] {
  const [word] = endings[ending];
  const [first = '', ...rest] = wrapped(`NOT ENDED YET: to be ${word} once what is asked below is answered (${because})`, look.width);
  return ['', painted(first, 'yellow', look), ...rest];
}

/** An open incident that asks nothing says so: nobody has to look for it. */
function quietText(steps: Board['steps'], width: number): readonly string[] {
  const inHand = steps.filter(({ state }) => state === 'in hand').map(({ title }) => title);
  return ['', ...wrapped(`Nothing is asked of anyone now.${inHand.length > 0 ? ` In hand: ${listText(inHand)}.` : ''}`, width)];
}
