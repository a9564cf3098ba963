import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planDigest, signAnswer } from '../../contracts/signed-answer.ts';
import { readPrivateKey } from '../../contracts/sshsig.ts';
import type { Run } from '../../contracts/last-run.ts';
import { refusal, type Question } from '../../domain/decisions.ts';
import { demoPeople } from '../embedded/demo-people.ts';
import type { Stack } from '../embedded/stack.ts';

/** The first demo person whose verdict the question would not refuse, by the rule that the workflow enforces; null where there is none. */
export const whoMayGive = (question: Question, verdict: string): string | null =>
  demoPeople.find((candidate) => refusal(question, candidate, verdict) === null)?.name ?? null;

/** Who may give the question's first verdict. */
export function whoMayAnswer(question: Question): string {
  const person = whoMayGive(question, Object.keys(question.verdicts)[0] ?? '');
  if (person === null) throw new Error(`no demo person may answer "${question.text}"`);
  return person;
}

/** Signs as `holdfast decide` does, with the demo person's own SSH key, and answers what became of it. */
export async function answerAs(
  { home, incidents }: Stack,
  run: Run,
  incident: string,
  question: Question,
  person: string,
  verdict: string,
): Promise<string> {
  const key = readPrivateKey(readFileSync(join(home.keys, person.toLowerCase()), 'utf8'));
  const unsigned = {
    incident,
    asking: question.asking,
    verdict,
    plan: planDigest(question.plan),
    note: 'answered in the demo',
    nonce: randomUUID(),
  };
  const result = await incidents.decide(run, signAnswer(unsigned, key));
  return 'counted' in result ? result.counted : `refused (${result.refused.code}): ${result.refused.message}`;
}
