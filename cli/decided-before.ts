import type { Board } from '../domain/board.ts';
import { of } from '../domain/timeline.ts';
import { listText } from './list-text.ts';

/** `question 1 is decided: 'bad', by Ana`, of a question that was decided before, as far back as the board goes; null where it was not. */
export function decidedBefore({ timeline }: Board, asking: number): string | null {
  const decided = of(timeline, 'decided').find(({ decision }) => decision.asking === asking);
  return decided ? `question ${asking} is decided: '${decided.decision.verdict}', by ${listText(decided.decision.by)}` : null;
}

/** The newest question before now that offered this verdict and was decided, in the same words: a late answer was meant for that one. */
export function decidedOffering(board: Board, verdict: string): string | null {
  const asked = of(board.timeline, 'asked').filter(({ verdicts }) => verdicts.includes(verdict));
  return asked.toReversed().flatMap(({ asking }) => decidedBefore(board, asking) ?? [])[0] ?? null;
}
