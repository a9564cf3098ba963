import type { BoardQuestion } from '../domain/board.ts';
import { barred, type Effect, type Question } from '../domain/decisions.ts';
import { spoken, type Millis } from '../domain/time.ts';
import { decideCommand } from './decide-command.ts';
import { waives } from './demand-note.ts';
import { listText } from './list-text.ts';
import { painted, ruled, type Look } from './look.ts';
import { hanging, padded, wrapped } from './wrapped.ts';

/** The option that signs a verdict here, such as `--as Ana`; null where nobody on the roster may give it. */
export type Signing = (question: Question, verdict: string) => string | null;

/** Which incident is asked about, how the reader of this screen signs, and whether the question needs its number to be told from others. */
export interface Asker {
  readonly incident: string;
  readonly signing: Signing;
  readonly several: boolean;
}

/** A question as people are to read it: text, who is asked, and for each verdict the plan in words and the command that gives it. */
export function questionText(question: BoardQuestion, asker: Asker, now: Millis, look: Look): readonly string[] {
  const asked = `question ${question.asking}, open for ${spoken(now - question.since)}`;
  return [
    ruled('AN ANSWER IS NEEDED', asked, 'yellow', look),
    ...wrapped(question.text, look.width - 2).map((line) => painted(`  ${line}`, 'bold', look)),
    ...(look.brief ? [] : sharedText(question, look.width)),
    ...Object.keys(question.verdicts).flatMap((verdict) => [...(look.brief ? [] : ['']), ...verdictText(question, verdict, asker, look)]),
    ...afterwards(question, look.width),
  ];
}

/** One verdict: whose it is, what has been said, what it does, and the command. */
function verdictText(question: BoardQuestion, verdict: string, asker: Asker, look: Look): readonly string[] {
  const said = question.votes.filter((vote) => vote.verdict === verdict).map(({ person }) => person);
  const so = said.length > 0 ? `; so far ${listText(said)}` : '';
  const [first = '', ...rest] = hanging(`  ${verdict}  `, `for ${seatsText(question.verdicts[verdict] ?? [])}${so}`, look.width);
  return [
    `  ${painted(verdict, 'cyan', look)}${first.slice(verdict.length + 2)}`,
    ...rest,
    ...effectText(question.plan[verdict], look.width, look.brief ? allButAfter : sharedIn(question)),
    ...handsText(question, verdict, look.width),
    ...answerText(question, verdict, asker, look),
  ];
}

/** Promise 6: who may answer, but does not give this verdict, for it takes off what they put on. */
function handsText(question: Question, verdict: string, width: number): readonly string[] {
  const hands = barred(question, verdict).filter((name) => !question.notBy.includes(name));
  if (hands.length === 0) return [];
  return hanging(`    ${padded('not', 9)}`, `${listText(hands, 'or')}: started or steered what this lifts; another person must`, width);
}

/** The command to copy, or why there is none. */
function answerText(question: Question, verdict: string, asker: Asker, look: Look): readonly string[] {
  const label = `    ${padded('answer', 9)}`;
  const signing = asker.signing(question, verdict);
  if (signing === null) return hanging(label, nobodyText(question.verdicts[verdict] ?? []), look.width);
  const asking = asker.several ? question.asking : null;
  return [
    label +
      painted(
        decideCommand(asker.incident, verdict, { asking, signing, note: noteOf(question, verdict), command: look.command }),
        'bold',
        look,
      ),
  ];
}

/** What its note has to say, where the answer is not taken without. */
function noteOf({ plan }: Question, verdict: string): string | undefined {
  if (plan[verdict]?.noteScope === 'required') return 'TENANT/ENVIRONMENT/KIND/NAME';
  return waives(verdict) ? 'WHY' : undefined;
}

const nobodyText = (seats: readonly string[]): string =>
  `nobody on the roster may: it takes ${seatsText(seats)} with no hand in this. Answer otherwise, or add such a person to people in holdfast.yaml and restart`;

const labels = { target: 'acts on', before: 'before', after: 'after', affects: 'affects', undo: 'undo' } as const;
type Part = keyof typeof labels;

const allButAfter: readonly Part[] = ['target', 'before', 'affects', 'undo'];

/** What a verdict does, in the words that a signature covers, but for the parts in `left`. */
export function effectText(effect: Effect | undefined, width: number, left: readonly Part[] = []): readonly string[] {
  if (!effect) return ['    (this answer changes nothing)'];
  const parts = (Object.keys(labels) as Part[]).filter((part) => !left.includes(part) && effect[part] !== '');
  return parts.flatMap((part) => hanging(`    ${padded(labels[part], 9)}`, effect[part], width));
}

/** What every verdict acts on, and how that is now, is said once where it is the same for all. */
function sharedIn({ plan }: Question): readonly Part[] {
  const [first, ...rest] = Object.values(plan);
  if (!first || rest.length === 0) return [];
  return (['target', 'before'] as const).filter((part) => rest.every((effect) => effect[part] === first[part]));
}

function sharedText(question: Question, width: number): readonly string[] {
  const shared = sharedIn(question);
  const others = (Object.keys(labels) as Part[]).filter((part) => !shared.includes(part));
  return shared.length > 0 ? ['', ...effectText(Object.values(question.plan)[0], width, others)] : [];
}

function afterwards({ notBy, paged }: BoardQuestion, width: number): readonly string[] {
  const not =
    notBy.length > 0
      ? hanging('  ', `Not ${listText(notBy, 'or')}: had a hand in this already, and another pair of eyes must answer.`, width)
      : [];
  const pages = paged.length > 0 ? hanging('  ', `Paged so far: ${listText(paged)}.`, width) : [];
  return not.length + pages.length > 0 ? ['', ...not, ...pages] : [];
}

/** `on-call`, `2 different people: key-holder and key-holder`. */
const seatsText = (seats: readonly string[]): string =>
  seats.length > 1 ? `${seats.length} different people: ${listText(seats)}` : (seats[0] ?? 'nobody');
