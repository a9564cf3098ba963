import { sha256 } from '../../../contracts/digest.ts';
import type { Entry } from '../../../domain/timeline.ts';
import type { Invariant } from './invariant.ts';

export const noEvidenceGap: Invariant = {
  holds: 'the evidence has no gap: lines are numbered from 1 and chained, and the sealed ones are those that were written',
  broken: ({ incidents }) =>
    incidents.flatMap(({ id, timeline, sealed }) => {
      const gap = timeline.findIndex(({ seq }, index) => seq !== index + 1);
      const broken = sealed ? unchained(sealed.lines) : 0;
      return [
        ...(gap < 0 ? [] : [`${id}: line ${gap + 1} of the timeline is missing`]),
        ...(broken === 0 ? [] : [`${id}: line ${broken} of events.jsonl does not follow from the one before`]),
        ...(sealed && sealed.lines.length !== timeline.length
          ? [`${id}: ${sealed.lines.length} lines are sealed, ${timeline.length} were written`]
          : []),
      ];
    }),
};

/** The number of the first line that does not follow, or 0. */
function unchained(lines: readonly string[]): number {
  let before = '0'.repeat(64);
  const broken = lines.findIndex((line, index) => {
    const { seq, prev } = JSON.parse(line) as Entry & { readonly prev: string };
    const follows = prev === before && seq === index + 1;
    before = sha256(line);
    return !follows;
  });
  return broken + 1;
}
