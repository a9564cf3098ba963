import type { Board, BoardQuestion } from '../../../domain/board.ts';
import type { IncidentInHand } from '../../support/incident-in-hand.ts';
import { until } from '../../support/until.ts';
import type { SeenFromOutside } from './seen-from-outside.ts';

/** What the people of an incident can find out for themselves. */
export interface Known {
  readonly incident: IncidentInHand;
  readonly outside: SeenFromOutside;
  /** Releases that contradict their source, are damaged, or were signed by a stranger: what a person sees who looks. */
  readonly bad: readonly string[];
  /** Rings up whoever owns a reader: mends what they can mend. */
  callOwners(): Promise<void>;
}

/** What was answered, in order: `Ana bad`. */
export type Answered = readonly string[];

const mostAnswers = 12;
const patience = 120_000;
/** Each look is a query to the workflow, and several incidents are looked at at once. */
const pace = 100;

/** Answers everything that an incident asks, as careful people would, until it ends. Throws when it asks for ever, or refuses an answer. */
export async function answerSensibly(known: Known): Promise<Answered> {
  const { incident } = known;
  const answered: string[] = [];
  let last = 0;
  while (answered.length < mostAnswers) {
    const isTurn = (board: Board): boolean => board.ended !== null || board.questions.some(({ asking }) => asking > last);
    const { ended, questions } = await until(incident.board, isTurn, patience, pace);
    if (ended) return answered;
    const question = questions.find(({ asking }) => asking > last)!;
    last = question.asking;
    const times = (verdict: string): number => answered.filter((one) => one.endsWith(` ${verdict}`)).length;
    const verdict = await verdictOn(question, known, times);
    const person = ['accept', 'reject', 'serve-baseline'].includes(verdict) ? commander(answered) : 'Ana';
    const { status, body } = await incident.answers(person, verdict);
    if (status !== 200) throw new Error(`${person}'s '${verdict}' was refused: ${JSON.stringify(body)}`);
    answered.push(`${person} ${verdict}`);
  }
  throw new Error(`it was answered ${mostAnswers} times and asks on: ${answered.join(', ')}`);
}

/** Promise 6: whoever had the baseline served does not sign that off. */
const commander = (answered: readonly string[]): string => (answered.includes('Ivo serve-baseline') ? 'Dee' : 'Ivo');

async function verdictOn(question: BoardQuestion, known: Known, times: (verdict: string) => number): Promise<string> {
  const offers = (verdict: string): boolean => Object.hasOwn(question.verdicts, verdict);
  if (offers('false-alarm')) return isNamed(question, known.bad) ? 'bad' : 'false-alarm';
  if (offers('serve-baseline')) return 'serve-baseline';
  if (offers('accept')) return (await isWell(known)) ? 'accept' : 'reject';
  if (offers('try-next')) return times('look-again') < 2 ? 'look-again' : 'try-next';
  if (offers('look-again')) return aboutReaders(known, times);
  // Somebody else moved the pointer: that is not mended by trying again.
  if (offers('retry')) return question.text.includes('somebody else moved') || times('retry') > 1 ? 'hand-over' : 'retry';
  throw new Error(`nobody knows what to answer to: ${question.text}`);
}

/** Looks again once, when the owner was rung up; then goes on where nobody is served anything bad, and hands over where somebody is. */
async function aboutReaders(known: Known, times: (verdict: string) => number): Promise<string> {
  if (times('look-again') > 0) return (await isWell(known)) ? 'go-on' : 'hand-over';
  await known.callOwners();
  return 'look-again';
}

/** Whether nobody is served, or pointed at, anything bad now. */
async function isWell({ bad, outside }: Known): Promise<boolean> {
  const served = Object.values(await outside.readersServe());
  const { baseline_only: baseline, current } = outside.pointers().at(-1)!;
  return served.every((release) => release === null || !bad.includes(release)) && (baseline !== null || !bad.includes(current.release_id));
}

/** The plan says which release the question is about. */
const isNamed = ({ plan }: BoardQuestion, releases: readonly string[]): boolean => {
  const about = / serves (\S+);/.exec(plan['bad']?.before ?? '')?.[1];
  if (about === undefined) throw new Error(`the plan does not say what is served: ${plan['bad']?.before}`);
  return releases.includes(about);
};
