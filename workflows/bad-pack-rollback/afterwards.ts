import type { Receipt } from '../../domain/containment.ts';
import type { Decision } from '../../domain/decisions.ts';
import type { runbook } from '../bad-pack-rollback.ts';
import type { Incident } from '../incident/incident.ts';
import { contain } from '../incident/ports.ts';
import type { Reach } from './reach.ts';
import type { Checked, Restored } from './restore.ts';

type ThisIncident = Incident<typeof runbook>;

/** Lifts the hold on a channel, as the decision's signed plan allows and no other, while the channel still serves what it said. */
export function liftHold(
  incident: ThisIncident,
  reach: Reach,
  { channel, proof }: Checked,
  decision: Decision,
  moved?: Restored,
): Promise<Receipt> {
  const { good, from } = moved ?? { good: proof.release, from: channel };
  return incident.step(
    'Lift the hold',
    (step) => contain.liftHold(step.authorize(reach.before(channel), decision), channel, good, from),
    channel,
  );
}

/** KOA-61e, KOA-61c. A baseline is nobody's release to pin. */
export async function fixForward(
  incident: ThisIncident,
  reach: Reach,
  { bad: { channel, proof }, good, from }: Restored,
  why: string,
): Promise<void> {
  const paper = reach.before(channel);
  await incident.checkpoint(); // before any forward repair
  await incident.step(
    'Open the case to fix forward',
    (step) =>
      contain.openCase(
        step.authorize(paper),
        channel,
        `Fix ${channel.name} ${proof.release.id} forward`,
        `Rolled back to ${good.id}. ${why}`,
      ),
    channel,
  );
  if (from === channel) await incident.step('Pin the good release', (step) => contain.pin(step.authorize(paper), channel, good), channel);
}
