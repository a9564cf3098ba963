import type { runbook } from '../bad-pack-rollback.ts';
import type { Incident } from '../incident/incident.ts';
import { contain } from '../incident/ports.ts';
import type { Reach } from './reach.ts';
import { isolate, type Checked } from './restore.ts';
import { told } from './plans.ts';

type ThisIncident = Incident<typeof runbook>;

/** Promise 12: what would have been done, with the receipts of the dry runs. */
export async function rehearsed(
  incident: ThisIncident,
  reach: Reach,
  proven: readonly Checked[],
  checked: readonly Checked[],
): Promise<string> {
  if (proven.length === 0) return `observed only: would have asked whether it is bad: ${told(checked)}`;
  const rehearsals = await Promise.all(
    proven.map(async (suspect) => {
      const bad = await isolate(incident, reach, suspect, { byPeople: false, at: Date.now() });
      const next = bad.candidates.next();
      if (next.done) return `would have found no release to roll ${bad.channel.name} back to`;
      await incident.step(
        'Roll back',
        (step) => contain.rollBack(step.authorize(reach.before(bad.channel)), bad.channel, bad.left, next.value),
        bad.channel,
      );
      return `would have rolled ${bad.channel.name} back to ${next.value.id}`;
    }),
  );
  return `observed only: ${rehearsals.join('; ')}`;
}
