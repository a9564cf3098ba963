import type { runbook } from '../bad-pack-rollback.ts';
import { seconds, type Millis } from '../../domain/time.ts';
import type { Incident } from '../incident/incident.ts';

/** Whether people decided that a channel is rolled back, or else when it was last seen that automatic containment is not stopped. */
export interface Cleared {
  byPeople: boolean;
  at: Millis;
}

/** Between a look and what it is for there are a few activities: only where these took longer is looked once more. */
const goodFor = seconds(30);

/**
 * Promise 12: a stop may be signed between the proof and the change, while targets are slow or people are asked about something else. Then a
 * person is asked first. What people decided is carried out.
 */
export async function stillCleared(incident: Incident<typeof runbook>, cleared: Cleared, what: string): Promise<void> {
  if (cleared.byPeople || Date.now() - cleared.at <= goodFor) return;
  cleared.byPeople = await incident.clearance(what);
  cleared.at = Date.now();
}
