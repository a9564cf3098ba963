import type { IncidentStart, Outcome } from '../domain/runbook.ts';

/** As many as a start may name. */
const most = 200;

/**
 * What the next incident of a scope has to know of the last: who had a hand in what a handed-over one still holds. They may not take that
 * off, whichever incident finds it (promise 6). Nothing where all was lifted, or where no outcome is known.
 */
export function handsLeft(outcome: Outcome | null | undefined): Pick<IncidentStart, 'steeredBy'> {
  const hands: unknown = outcome?.ending === 'handed-over' ? outcome.hands : null; // whoever reaches Temporal can make up an outcome
  if (!Array.isArray(hands)) return {};
  const names = hands.filter((name): name is string => typeof name === 'string' && name.length <= most);
  return names.length > 0 ? { steeredBy: names.slice(0, most) } : {};
}
