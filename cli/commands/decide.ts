import { randomUUID } from 'node:crypto';
import { answerText, planDigest, signAnswer, type UnsignedAnswer } from '../../contracts/signed-answer.ts';
import type { Board } from '../../domain/board.ts';
import { misfit, type Answer, type Question, type Refusal } from '../../domain/decisions.ts';
import { calledAs } from '../called-as.ts';
import { connected } from '../connected.ts';
import { sameConfig } from '../decide-command.ts';
import { decidedBefore, decidedOffering } from '../decided-before.ts';
import { demandOpen } from '../demand-open.ts';
import { demandReason, demandScope } from '../demand-note.ts';
import type { Dependencies } from '../dependencies.ts';
import { CommandFailed, refusedFor, usage } from '../failed.ts';
import type { Connection } from '../incidents.ts';
import { refusedHere } from '../refused-here.ts';
import { listText } from '../list-text.ts';
import { lookFor } from '../look.ts';
import { previewText } from '../preview-text.ts';
import { readSignedAnswer } from '../signed-file.ts';
import { signerKey, type SigningOptions } from '../signer.ts';

export interface DecideOptions extends SigningOptions {
  readonly note: string;
  readonly asking?: number;
  readonly signal?: true;
  readonly signature?: string;
  readonly print?: true;
  readonly yes?: true;
  readonly config?: string;
}

/** `holdfast decide`: shows the plan in words, signs the answer, sends it, and says whether it counted. */
export async function decide(
  incident: string,
  verdict: string | undefined,
  options: DecideOptions,
  dependencies: Dependencies,
): Promise<void> {
  await connected(options, dependencies, async (connection) => {
    const board = await connection.incidents.board(incident);
    demandOpen(board, connection.vault);
    const showing = `${calledAs(dependencies.env)} show ${board.incident}${sameConfig(options)}`;
    if (verdict === undefined) throw usage(offeredText(board, showing));
    const question = openQuestion(board, verdict, options.asking, showing);
    const refused = misfit(question, { asking: options.asking ?? question.asking, verdict });
    if (refused) throw refusedFor(tooLate(board, question, verdict) ?? refused);
    dependencies.err(previewText(board, question, verdict, lookFor(dependencies, dependencies.env)));
    const answer = {
      incident: board.incident,
      asking: question.asking,
      verdict,
      plan: planDigest(question.plan),
      note: options.note,
      nonce: randomUUID(),
    };
    if (!options.signature) demandNote(question, verdict, options.note);
    if (options.print) return print(answer, options, dependencies);
    const signed = options.signature
      ? await readSignedAnswer(options.signature, answer)
      : signAnswer(answer, await signerKey(options, dependencies));
    demandNote(question, verdict, signed.note);
    const early = refusedHere(question, signed, connection.people);
    if (early) throw refusedFor(early);
    await confirmed(verdict, options, dependencies);
    await send(incident, signed, connection, dependencies, options.signal ? showing : null);
  });
}

function demandNote({ plan }: Question, verdict: string, note: string): void {
  demandScope(plan[verdict], note);
  demandReason(verdict, note);
}

/** The question meant: the one that is open, or the one that `--asking` names among several. */
function openQuestion(board: Board, verdict: string, asking: number | undefined, showing: string): Question {
  const { questions } = board;
  const meant = asking === undefined ? questions : questions.filter((question) => question.asking === asking);
  const [only] = meant;
  if (only && meant.length === 1) return only;
  const numbers = questions.map((question) => String(question.asking));
  if (only) throw usage(`${questions.length} questions are open: say which with --asking ${numbers.join(' or --asking ')}`);
  const before =
    asking === undefined ? decidedOffering(board, verdict) : (decidedBefore(board, asking) ?? `question ${asking} is not open`);
  const now = numbers.length > 0 ? `open now: ${numbers.join(', ')}` : `nothing is asked now: look at ${showing}`;
  throw new CommandFailed(`refused (NotOpen): ${before === null ? '' : `${before}; `}${now}`);
}

/** An answer that came after another person's must not look like one to what is asked now: in a hurry the next word offered would be typed. */
function tooLate(board: Board, { asking, text, verdicts }: Question, verdict: string): Refusal | null {
  const before = decidedOffering(board, verdict);
  const offered = Object.keys(verdicts).join(' or ');
  return before === null
    ? null
    : { code: 'NotOpen', message: `${before}; what is asked now is another thing, question ${asking} (${offered}): ${text}` };
}

/** What may be answered, for one who did not say what. */
function offeredText({ questions }: Board, showing: string): string {
  if (questions.length === 0) return `say which verdict; nothing is asked now: look at ${showing}`;
  const offered = questions.map(({ asking, verdicts }) => `question ${asking} takes ${listText(Object.keys(verdicts), 'or')}`);
  return `say which verdict: ${offered.join('; ')}. What each does: ${showing}`;
}

/** The exact bytes to sign on stdout; what to do with them on stderr. */
function print(answer: UnsignedAnswer, options: DecideOptions, { out, err, env }: Dependencies): void {
  out(Buffer.from(answerText(answer)).toString());
  err(
    'Sign these bytes as a file, say answer.json, and send it:\n' +
      '  ssh-keygen -Y sign -n holdfast-decision@v1 -f ~/.ssh/id_ed25519 answer.json\n' +
      `  ${calledAs(env)} decide ${answer.incident} ${answer.verdict} --signature answer.json.sig${sameConfig(options)}\n`,
  );
}

async function confirmed(verdict: string, { yes }: DecideOptions, { isTerminal, confirm }: Dependencies): Promise<void> {
  if (yes || !isTerminal || (await confirm(`Sign and send '${verdict}'? [y/N] `))) return;
  throw new CommandFailed('nothing was sent: you did not say y');
}

/** `bySignal`: the command that shows what became of it, where it goes as a signal; else null. */
async function send(
  incident: string,
  answer: Answer,
  { incidents }: Connection,
  { out }: Dependencies,
  bySignal: string | null,
): Promise<void> {
  if (bySignal !== null) {
    const sent = await incidents.decideBySignal(incident, answer);
    if (!sent) throw new CommandFailed('refused (NotOpen): the incident has ended, nothing is asked any more');
    return out(`sent '${answer.verdict}'. Whether it counted is on the timeline: ${bySignal}\n`);
  }
  const result = await incidents.decide(incident, answer);
  if ('refused' in result) throw refusedFor(result.refused);
  out(`${result.counted}\n`);
}
