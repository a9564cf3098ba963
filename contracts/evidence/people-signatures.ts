import type { Question } from '../../domain/decisions.ts';
import { of, type Entry } from '../../domain/timeline.ts';
import { checkAnswer } from '../signed-answer.ts';
import { checkStart } from '../signed-start.ts';
import { checkStatement } from '../signed-statement.ts';
import type { KeyHolder } from '../signed-text.ts';

/** Whose signatures stand behind what people are said to have decided, stated and started. */
export function signaturesOf(
  entries: readonly Entry[],
  people: readonly KeyHolder[],
): { readonly problems: readonly string[]; readonly signed: number } {
  const found = [...started(entries, people), ...decided(entries, people), ...stated(entries, people)];
  return { problems: found.filter((problem) => problem !== null), signed: found.filter((problem) => problem === null).length };
}

/** One for each signature: null when it is of whom the line says, else what is wrong. */
type Outcome = string | null;

function decided(entries: readonly Entry[], people: readonly KeyHolder[]): readonly Outcome[] {
  return of(entries, 'decided').flatMap(({ seq, decision }) => {
    const question = { asking: decision.asking, plan: decision.plan } as Question; // all that a signature is checked against
    const outcomes = decision.answers.map((answer): readonly [Outcome, string] => {
      const checked = checkAnswer(question, answer, people);
      if ('refusal' in checked) return [`line ${seq}: an answer does not count: ${checked.refusal.message}`, ''];
      const isForThis = answer.verdict === decision.verdict && answer.asking === decision.asking;
      return [isForThis ? null : `line ${seq}: an answer was signed for something else`, checked.person.name];
    });
    const signers = outcomes.map(([, name]) => name);
    const unsigned = decision.by.filter((name) => !signers.includes(name)).map((name) => `line ${seq}: nothing is signed by ${name}`);
    return [...outcomes.map(([outcome]) => outcome), ...unsigned];
  });
}

function stated(entries: readonly Entry[], people: readonly KeyHolder[]): readonly Outcome[] {
  return of(entries, 'stated').map(({ seq, person, signed }) => {
    const checked = checkStatement(signed, people, Date.parse(signed.at)); // it was fresh when it came; here only the signature is asked
    if ('refusal' in checked) return `line ${seq}: a statement does not count: ${checked.refusal.message}`;
    return checked.person.name === person ? null : `line ${seq}: it was signed by ${checked.person.name}, not by ${person}`;
  });
}

function started(entries: readonly Entry[], people: readonly KeyHolder[]): readonly Outcome[] {
  return of(entries, 'opened').flatMap(({ seq, startedBy }) => {
    if (!startedBy) return [];
    const checked = checkStart(startedBy, people, Date.parse(startedBy.at));
    return ['refusal' in checked ? `line ${seq}: the start does not count: ${checked.refusal.message}` : null];
  });
}
