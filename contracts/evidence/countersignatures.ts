import type { Entry } from '../../domain/timeline.ts';
import type { EvidencePredicate } from './statement.ts';

/** The decisions whose signed plan names one of these checkpoints: whoever signed vouches for what it seals. */
export function countersignatures(entries: readonly Entry[], checkpoints: readonly string[]): EvidencePredicate['countersigned'] {
  const known = new Set(checkpoints);
  return entries.flatMap((entry) => {
    if (entry.kind !== 'decided') return [];
    const { asking, verdict, plan, by } = entry.decision;
    const checkpoint = plan[verdict]?.record;
    if (checkpoint === undefined || !known.has(checkpoint)) return [];
    return by.map((person) => ({ person, asking, checkpoint }));
  });
}
