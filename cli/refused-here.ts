import { checkAnswer, planDigest, type KeyHolder } from '../contracts/signed-answer.ts';
import { refusal, type Answer, type Question, type Refusal } from '../domain/decisions.ts';

/** Why this answer would be refused, as far as can be told here: by the rules that the workflow enforces. `people` may be empty: unknown. */
export function refusedHere(question: Question, answer: Answer, people: readonly KeyHolder[]): Refusal | null {
  if (people.length === 0) return answer.plan === planDigest(question.plan) ? null : changed;
  const checked = checkAnswer(question, answer, people);
  return 'refusal' in checked ? checked.refusal : refusal(question, checked.person, answer.verdict);
}

const changed: Refusal = {
  code: 'PlanChanged',
  message: 'the plan is not the one that was signed: read it again with holdfast show, and answer again',
};
