import type { Board } from '../domain/board.ts';
import type { Stop } from '../domain/statements.ts';
import type { Millis } from '../domain/time.ts';
import { clockText } from './clock-text.ts';
import { markOf, painted, type Look } from './look.ts';
import { hanging } from './wrapped.ts';

/** What keeps Holdfast from acting, before anything else on a screen (promise 12). */
export function brakesText({ stopped, observing }: Board, now: Millis, look: Look): readonly string[] {
  const watching = observing ? warned('OBSERVING: nothing is changed. The receipts say what would have been done.', look) : [];
  const lines = [...(stopped ? stopText(stopped, now, look) : []), ...watching];
  return lines.length > 0 ? [...lines, ''] : [];
}

/** The stop in force: until when, by whom, why. */
export const stopText = ({ until, by, why }: Stop, now: Millis, look: Look): readonly string[] =>
  warned(
    `AUTOMATIC CONTAINMENT IS STOPPED until ${clockText(until, now)} UTC, by ${by}: ${why}. Before any hold or rollback that nobody ordered, a person is asked.`,
    look,
  );

const warned = (text: string, look: Look): readonly string[] =>
  hanging(`${markOf('warning', look)} `, text, look.width).map((line) => painted(line, 'yellow', look));
