import type { Alert } from '../domain/alerts.ts';
import { minutes } from '../domain/time.ts';
import { BoundedMap } from './bounded-map.ts';

/** How far a sender's clock may be ahead of ours. */
const mostAhead = minutes(10);

/**
 * Remembers which firings are over, so that one that was overtaken by its own `resolved` is evidence and not a new incident. A new
 * firing starts later than the one that was resolved, so a `resolved` that claims to have begun in the future would silence those to come:
 * it is not remembered. Forgets the oldest of many.
 */
export class LateFirings {
  private readonly resolved = new BoundedMap<number>(10_000);

  /** Takes note of an alert for an incident, and says whether it is a firing that is known to be over. */
  isOver({ source, fingerprint, status, startsAt, receivedAt }: Alert, workflowId: string): boolean {
    const key = `${source}/${fingerprint}/${workflowId}`; // a sender's fingerprints may not be as unique as they should be
    const began = Date.parse(startsAt);
    const over = this.resolved.get(key) ?? -Infinity;
    if (status === 'firing') return began <= over;
    if (began > receivedAt + mostAhead) return false;
    this.resolved.set(key, Math.max(began, over));
    return false;
  }
}
