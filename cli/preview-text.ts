import type { Board } from '../domain/board.ts';
import type { Question } from '../domain/decisions.ts';
import { scopeText } from '../domain/scope.ts';
import { painted, type Look } from './look.ts';
import { plainData, plainText } from './plain-text.ts';
import { effectText } from './question-text.ts';
import { spread, wrapped } from './wrapped.ts';

/** What a person is about to sign, in words: the question, and all that this verdict does. */
export function previewText(untrusted: Board, asked: Question, verdict: string, look: Look): string {
  const { incident, runbook, scope } = plainData(untrusted);
  const question = plainData(asked);
  const lines = [
    ...spread(`${incident}  ${runbook.title}`, scopeText(scope), look.width),
    ...wrapped(`Question ${question.asking}: ${question.text}`, look.width - 2).map((line) => `  ${line}`),
    painted(`  Your answer: ${plainText(verdict)}`, 'bold', look),
    ...effectText(question.plan[plainText(verdict)], look.width),
  ];
  const text = `${lines.join('\n')}\n\n`;
  return look.unicode ? text : text.replaceAll(/\P{ASCII}/gu, '?');
}
