import type { Board, BoardStep } from '../domain/board.ts';
import type { Millis } from '../domain/time.ts';
import { clockText } from './clock-text.ts';
import { markOf, painted, ruled, type Colour, type Look } from './look.ts';
import { spread } from './wrapped.ts';

const colours: Readonly<Record<BoardStep['state'], Colour | null>> = { ahead: 'dim', 'in hand': 'bold', done: null, failed: 'red' };
const words: Readonly<Record<BoardStep['state'], string>> = { ahead: '', 'in hand': 'in hand since ', done: '', failed: 'FAILED ' };

/** The runbook's page, step by step, with a mark for each. An incident that ended leaves out what was never begun. */
export function stepsText({ steps, ended }: Board, now: Millis, look: Look): readonly string[] {
  const shown = ended ? steps.filter(({ state }) => state !== 'ahead') : steps;
  if (shown.length === 0) return [];
  const done = steps.filter(({ state }) => state === 'done').length;
  const lines = shown.flatMap(({ title, state, at }) => {
    const when = at === null || state === 'ahead' ? '' : `${words[state]}${clockText(at, now)}`;
    const drawn = when === '' ? [`  ${markOf(state, look)} ${title}`] : spread(`  ${markOf(state, look)} ${title}`, when, look.width);
    const colour = colours[state];
    return colour ? drawn.map((line) => painted(line, colour, look)) : drawn;
  });
  return ['', ruled('STEPS', `${done} of ${steps.length} done`, 'bold', look), ...lines];
}
