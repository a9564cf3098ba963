import { identityOf, type Alert } from '../domain/alerts.ts';
import type { Outcome } from '../domain/runbook.ts';
import { minutes, spoken, type Millis } from '../domain/time.ts';

/** How long after a repair an alert may take to settle. */
const settling = minutes(15);

/**
 * Why these firing alerts do not start another incident, or null when they do. A false alarm that keeps firing does not start for
 * ever; a repaired one gets time to settle; whatever fires anew, or was handed over, starts.
 */
export function alreadyJudged(outcome: Outcome, firing: readonly Alert[], now: Millis): string | null {
  const { incident, ending, at, judged } = outcome;
  if (!firing.every((alert) => judged.includes(identityOf(alert)))) return null;
  if (ending === 'false-alarm') return `${incident} judged this a false alarm; a new firing starts a new incident`;
  if (ending === 'closed' && now - at < settling) return `${incident} closed ${spoken(now - at)} ago; this may still be settling`;
  return null;
}
