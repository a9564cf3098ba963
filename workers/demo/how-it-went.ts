import { changeText } from '../../cli/change-text.ts';
import { clockText } from '../../cli/clock-text.ts';
import { listText } from '../../cli/list-text.ts';
import type { Board } from '../../domain/board.ts';
import { of } from '../../domain/timeline.ts';

/** The incident in a few lines of when and what, oldest first, for somebody who watched none of it: what was changed when, and who decided what. */
export function howItWent({ done, timeline, now, began }: Board): readonly { readonly when: string; readonly what: string }[] {
  const changes = done.map((change) => ({ at: change.at, text: changeLine(change) }));
  const decisions = of(timeline, 'decided').map(({ at, decision }) => ({
    at,
    text: `${listText(decision.by)} signed '${decision.verdict}' (question ${decision.asking})`,
  }));
  const impact = of(timeline, 'impact').map(({ at, how }) => ({ at, text: `Impact confirmed: ${how}` }));
  const lines = [{ at: began, text: 'The alert opened the incident' }, ...changes, ...decisions, ...impact];
  return lines.sort((one, other) => one.at - other.at).map(({ at, text }) => ({ when: `${clockText(at, now)} UTC`, what: text }));
}

/** What was so already, Holdfast did not do. */
const changeLine = ({ already, ...change }: Board['done'][number]): string =>
  already ? `Holdfast found it so already: ${changeText(change)}` : `Holdfast ${changeText(change)}`;
