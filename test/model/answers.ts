import { planDigest, signAnswer } from '../../contracts/signed-answer.ts';
import { signWith } from '../../contracts/sshsig.ts';
import type { Board, BoardQuestion } from '../../domain/board.ts';
import { barred, mayDecide, type Answer } from '../../domain/decisions.ts';
import type { Night } from './night.ts';
import type { Happening } from './schedule.ts';
import { signerNamed, signers, stranger } from './world/people.ts';

type ToAnswer = Extract<Happening, { readonly kind: 'answer' }>;

let nonces = 0;

/** Makes an answer in the given way and sends it. Nothing is sent when nothing fits, as when there is no question or no last answer, or when all is over. */
export async function answer(night: Night, { who, verdict, question, how, by }: ToAnswer): Promise<void> {
  if (await night.isOver()) return; // a board would replay all of it
  const board = await night.board();
  const made = how === 'again' ? night.sent.findLast((sent) => sent.who === who)?.answer : make(board, who, verdict, question, how);
  if (!made) return;
  night.sent.push({ who, how, answer: made });
  if (how === 'twice at once') await Promise.all([night.handle.signal('decision', made), night.handle.signal('decision', made)]);
  else if (by === 'signal') await night.handle.signal('decision', made);
  else await update(night, made);
}

async function update(night: Night, made: Answer): Promise<void> {
  const sent = await night.handle.startUpdate('decide', { args: [made], waitForStage: 'ACCEPTED' });
  night.underWay.push(sent.result().catch(() => undefined)); // refused: the timeline says so, and is judged
}

/** Answers every open question, each by somebody who may. `pick` chooses among the verdicts. */
export async function answerAll(night: Night, pick: (verdicts: readonly string[]) => string): Promise<void> {
  const { questions } = await night.board();
  for (const [number, open] of questions.entries()) {
    const verdicts = Object.keys(open.verdicts);
    const verdict = verdicts.indexOf(pick(verdicts));
    const person = signers.find((one) => mayAnswer(open, one.name, verdicts[verdict]!));
    if (person) await answer(night, { kind: 'answer', minute: 0, who: person.name, verdict, question: number, how: 'well', by: 'update' });
  }
}

const mayAnswer = (question: BoardQuestion, who: string, verdict: string): boolean =>
  (question.verdicts[verdict] ?? []).some((seat) => mayDecide(signerNamed(who), seat, question.escalation)) &&
  !barred(question, verdict).includes(who);

function make({ incident, questions }: Board, who: string, verdict: number, question: number, how: ToAnswer['how']): Answer | undefined {
  const open = questions[question % Math.max(1, questions.length)];
  if (!open) return undefined;
  const nonce = `nonce-${String(++nonces).padStart(8, '0')}`;
  const offered = Object.keys(open.verdicts);
  const right = {
    incident,
    asking: open.asking,
    verdict: offered[verdict % offered.length]!,
    plan: planDigest(open.plan),
    note: nonce,
    nonce,
  };
  const { privateKey } = signerNamed(who);
  switch (how) {
    case 'with an unknown key':
      return signAnswer(right, stranger.privateKey);
    case 'with a forged signature':
      return { ...signAnswer({ ...right, note: 'another text' }, privateKey), note: nonce };
    case 'in the wrong namespace':
      return { ...right, signature: signWith(privateKey, Buffer.from('{}'), 'file') };
    case 'to another plan':
      return signAnswer({ ...right, plan: `sha256:${'0'.repeat(64)}` }, privateKey);
    case 'for another incident':
      return signAnswer({ ...right, incident: 'INC-OTHER1' }, privateKey);
    case 'to a question that is closed':
      return signAnswer({ ...right, asking: Math.min(...questions.map(({ asking }) => asking)) - 1 || 99 }, privateKey);
    case 'with a verdict that is not offered':
      return signAnswer({ ...right, verdict: 'do-it' }, privateKey);
    case 'as garbage':
      return { ...right, asking: 'first' } as unknown as Answer;
    default:
      return signAnswer(right, privateKey);
  }
}
