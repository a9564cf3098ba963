import type { Question } from '../../domain/decisions.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { statementTitle } from '../../domain/statements.ts';
import { of, type Entry } from '../../domain/timeline.ts';
import { checkAnswer } from '../signed-answer.ts';
import { checkStart } from '../signed-start.ts';
import { checkStatement } from '../signed-statement.ts';
import type { KeyHolder } from '../signed-text.ts';

/** Whose signatures stand behind what people are said to have decided, stated and started, and that each was given for this incident. */
export function signaturesOf(
  incident: string,
  entries: readonly Entry[],
  people: readonly KeyHolder[],
): { readonly problems: readonly string[]; readonly signed: number } {
  const found = [...started(entries, people), ...decided(incident, entries, people), ...stated(incident, entries, people)];
  const problems = [...found.filter((problem) => problem !== null), ...waivedUnsigned(entries)];
  return { problems, signed: found.filter((problem) => problem === null).length };
}

/** One for each signature: null when it is of whom the line says, else what is wrong. */
type Outcome = string | null;

function decided(incident: string, entries: readonly Entry[], people: readonly KeyHolder[]): readonly Outcome[] {
  return of(entries, 'decided').flatMap(({ seq, decision }) => {
    const question = { asking: decision.asking, plan: decision.plan } as Question; // all that a signature is checked against
    const outcomes = decision.answers.map((answer): readonly [Outcome, string | null] => {
      const checked = checkAnswer(question, answer, people);
      if ('refusal' in checked) return [`line ${seq}: an answer does not count: ${checked.refusal.message}`, null];
      const isForThis = answer.incident === incident && answer.verdict === decision.verdict;
      return [isForThis ? null : `line ${seq}: an answer was signed for something else`, checked.person.name];
    });
    const signers = outcomes.flatMap(([, name]) => name ?? []);
    return [
      ...outcomes.map(([outcome]) => outcome),
      ...decision.by.filter((name) => !signers.includes(name)).map((name) => `line ${seq}: nothing is signed by ${name}`),
      ...signers.filter((name) => !decision.by.includes(name)).map((name) => `line ${seq}: ${name} signed, and is not named`),
      ...(decision.by.length === 0 ? [`line ${seq}: nobody signed what was decided`] : []),
    ];
  });
}

function stated(incident: string, entries: readonly Entry[], people: readonly KeyHolder[]): readonly Outcome[] {
  return of(entries, 'stated').map(({ seq, person, text, statement, signed }) => {
    const checked = checkStatement(signed, people, Date.parse(signed.at)); // it was fresh when it came; here only the signature is asked
    if ('refusal' in checked) return `line ${seq}: a statement does not count: ${checked.refusal.message}`;
    if (checked.person.name !== person) return `line ${seq}: it was signed by ${checked.person.name}, not by ${person}`;
    const isForThis = signed.incident === incident && signed.text === text && statementTitle(signed) === statement;
    return isForThis ? null : `line ${seq}: the statement was signed for something else`;
  });
}

function started(entries: readonly Entry[], people: readonly KeyHolder[]): readonly Outcome[] {
  return of(entries, 'opened').flatMap(({ seq, runbook, scope, startedBy }) => {
    if (!startedBy)
      return of(entries, 'started').map((line) => `line ${line.seq}: nothing is signed by ${line.person}, who is said to have started it`);
    const checked = checkStart(startedBy, people, Date.parse(startedBy.at));
    if ('refusal' in checked) return [`line ${seq}: the start does not count: ${checked.refusal.message}`];
    const isForThis = startedBy.runbook === runbook && canonicalJson(startedBy.scope) === canonicalJson(scope);
    return [
      isForThis ? null : `line ${seq}: the start was signed for another runbook or another scope`,
      ...startersOtherThan(checked.person.name, entries),
    ];
  });
}

/** BK-E1: the line that names the starter names the signer. */
const startersOtherThan = (signer: string, entries: readonly Entry[]): readonly string[] =>
  of(entries, 'started').flatMap(({ seq, person }) =>
    person === signer ? [] : [`line ${seq}: it was started by ${signer}, not by ${person}`],
  );

/** BK-E2: the reason of a waiver is the signed note, and what is waived is what the signed plan says that the record lacks. */
function waivedUnsigned(entries: readonly Entry[]): readonly string[] {
  const signed = of(entries, 'decided').flatMap(({ decision: { verdict, by, answers, plan } }) => {
    const why = answers.map(({ note }) => String(note).trim()).join('; ');
    return verdict === 'waive' ? [{ given: canonicalJson([by, why]), lacking: String(plan['waive']?.before) }] : [];
  });
  return of(entries, 'waived').flatMap(({ seq, by, why, fields }) => {
    const given = signed.filter((waiver) => waiver.given === canonicalJson([by, why]));
    if (given.length === 0) return [`line ${seq}: nobody signed this waiver with this reason`];
    const isSaid = given.some(({ lacking }) => fields.every((field) => `; ${lacking.replace(/^it lacks /, '')}`.includes(`; ${field} (`)));
    return isSaid ? [] : [`line ${seq}: what was signed waives something else than ${fields.join(', ')}`];
  });
}
