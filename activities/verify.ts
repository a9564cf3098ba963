import type { Answer, Person, Question, Refusal, RefusalCode } from '../domain/decisions.ts';
import type { Finding } from '../domain/findings.ts';
import type { Candidates, Proof, Release } from '../domain/packs.ts';
import type { Channel } from '../domain/scope.ts';
import type { IncidentStatement, Statement, StopStatement } from '../domain/statements.ts';
import type { Millis } from '../domain/time.ts';
import { checkAnswer } from '../contracts/signed-answer.ts';
import { checkStart } from '../contracts/signed-start.ts';
import { checkStatement } from '../contracts/signed-statement.ts';
import type { Judge, Targets } from '../targets/targets.ts';
import { untilServed } from './until-served.ts';

export type Identified = { readonly person: Person } | { readonly refusal: Refusal };

/** What somebody signed, with what it is checked against. */
export type Signed =
  | { readonly kind: 'answer'; readonly question: Pick<Question, 'asking' | 'plan'>; readonly answer: Answer }
  | { readonly kind: 'statement'; readonly statement: IncidentStatement; readonly arrived: Millis };

/** Judges: releases against digests and trust roots, readers against what they should serve, signatures against the roster. */
export interface Verify {
  /** Trust roots confirmed and, on a mismatch, fetched again from another origin before it says `bad` (KOA-62b, c). */
  release(channel: Channel, release: Release): Promise<Proof>;
  /** Earlier releases that verify now, newest first (BK-BP2). */
  candidates(channel: Channel, bad: Release): Promise<Candidates>;
  /**
   * Asks every reader until it serves `release` or the propagation window ends. `fail`: it serves `release`, wrongly. `unknown`: it
   * serves something else still, or cannot be asked; that is no reason to try another release. `from`: whose pack it is, the channel's own or
   * its baseline's.
   */
  served(channel: Channel, release: Release, from: Channel): Promise<readonly Finding[]>;
  answer(question: Question, answer: Answer): Promise<Identified>;
  /** `arrived`: when it reached Temporal, epoch milliseconds. */
  start(statement: Statement, arrived: Millis): Promise<Identified>;
  statement(statement: IncidentStatement | StopStatement, arrived: Millis): Promise<Identified>;
  /** Many at once, in the same order: who signed each, or the code alone of why it does not count. */
  signatures(signed: readonly Signed[]): Promise<readonly (Person | RefusalCode)[]>;
}

export const verify = ({
  serving,
  roster,
  vault,
  judge,
}: Pick<Targets, 'serving' | 'roster' | 'vault'> & { readonly judge: Judge }): Verify => ({
  release: (channel, release) => judge.prove(channel, release),
  candidates: (channel, bad) => judge.candidates(channel, bad),
  served: async (channel, release, from) => untilServed(serving, channel, await judge.expected(from, release)),
  answer: async (question, answer) => checkAnswer(question, answer, roster.people),
  statement: async (statement, arrived) => {
    const checked = checkStatement(statement, roster.people, arrived);
    if ('refusal' in checked || statement.kind !== 'attachment') return checked;
    const kept = await vault.kept(statement.incident, statement.name);
    if (kept?.digest === statement.digest && kept.size === statement.size) return checked;
    return {
      refusal: {
        code: 'NotKept',
        message: `the evidence has no ${statement.name} of this digest and size: attach the file with \`holdfast attach\``,
      },
    };
  },
  signatures: async (signed) =>
    signed.map((one) => {
      const { people } = roster;
      const identified =
        one.kind === 'answer' ? checkAnswer(one.question, one.answer, people) : checkStatement(one.statement, people, one.arrived);
      return 'refusal' in identified ? identified.refusal.code : identified.person;
    }),
  start: async (statement, arrived) => checkStart(statement, roster.people, arrived),
});
