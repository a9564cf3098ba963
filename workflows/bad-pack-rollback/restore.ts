import { wasMadeByOthers, type Receipt } from '../../domain/containment.ts';
import type { Proof, Release } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import type { Millis } from '../../domain/time.ts';
import type { runbook } from '../bad-pack-rollback.ts';
import type { Incident } from '../incident/incident.ts';
import { contain, verify } from '../incident/ports.ts';
import type { Step } from '../incident/step.ts';
import { serveBaseline } from './baseline.ts';
import { stillCleared, type Cleared } from './cleared.ts';
import { integrityPlan } from './plans.ts';
import { unprovenNow } from './proven-now.ts';
import type { Reach } from './reach.ts';
import { servedRight } from './served-right.ts';

type ThisIncident = Incident<typeof runbook>;

/** A channel and the judgement of its active release. */
export interface Checked {
  readonly channel: Channel;
  readonly proof: Proof;
  /** What earlier incidents or people wrote into its index, in words to follow `serves 2026.05`; empty where they wrote nothing. */
  readonly marks: string;
}

/** A channel whose active release is bad, and what is left to roll it back to, newest first. */
export interface Bad extends Checked {
  readonly candidates: Iterator<Release>;
  /** When they were proven. */
  readonly provenAt: Millis;
  /** What this incident has moved away from: the pointer may be moved away from nothing else. */
  readonly left: Release[];
  readonly cleared: Cleared;
}

export interface Restored {
  readonly bad: Bad;
  readonly good: Release;
  /** The channel whose pack is served: the tenant's baseline where nothing else was left (BK-BP3), else the channel's own. */
  readonly from: Channel;
  /** The readers that did not show it, and a person went on without; null when every one passed. */
  readonly unconfirmed: string | null;
  /** People, or somebody whom nobody knows, had moved it there (BK-P5). */
  readonly byOthers: boolean;
}

/** Finds what can be rolled back to, then quarantines, or the next publish brings the bad release back. */
export async function isolate(incident: ThisIncident, reach: Reach, { channel, proof, marks }: Checked, cleared: Cleared): Promise<Bad> {
  const { good } = await incident.step('Find the last known good', () => verify.candidates(channel, proof.release), channel);
  const provenAt = Date.now();
  await stillCleared(incident, cleared, `Quarantine ${proof.release.id} on ${channel.name} and roll it back`);
  await incident.step(
    'Quarantine the bad release',
    (step) => contain.quarantine(step.authorize(reach.before(channel)), channel, proof.release),
    channel,
  );
  return { channel, proof, marks, candidates: good.values(), provenAt, left: [proof.release], cleared };
}

/** Binds the next candidate until readers serve it right. Believes the readers, not the rollback's own report (promise 5). */
export async function rollBack(incident: ThisIncident, reach: Reach, bad: Bad): Promise<Restored> {
  const { channel, candidates, left, cleared } = bad;
  for (let next = candidates.next(); !next.done; next = candidates.next()) {
    const good = next.value;
    await stillCleared(incident, cleared, `Roll back ${channel.name} to ${good.id}`);
    const bound = await incident.step('Roll back', (step) => bindProven(reach, bad, good, step), channel);
    left.push(good);
    cleared.at = 0; // readers are waited for: the next one is looked at anew
    const served = 'kind' in bound && (await servedRight(incident, channel, good));
    if (served) return { bad, good, from: channel, byOthers: wasMadeByOthers(bound), ...served };
  }
  return serveBaseline(incident, reach, bad); // BK-BP3: nothing of its own is left
}

async function bindProven(reach: Reach, { channel, provenAt, left }: Bad, good: Release, step: Step): Promise<Receipt | Proof> {
  const doubt = await unprovenNow(provenAt, channel, good);
  return doubt ?? contain.rollBack(step.authorize(reach.before(channel)), channel, left, good);
}

/** BK-BP4. False when what is bound is proven bad, or a person says so: then the next one is tried. A check that could not be completed is asked about. */
export async function isIntact(incident: ThisIncident, { bad: { channel, cleared }, good, from }: Restored): Promise<boolean> {
  for (;;) {
    const proof = await incident.step('Check manifest and pack integrity', () => verify.stillSound(from, good), channel);
    if (proof.verdict !== 'doubtful') return proof.verdict === 'sound';
    const { verdict, by } = await incident.ask(
      `The integrity of ${good.id} on ${channel.name} could not be confirmed: ${proof.because}. What now?`,
      { 'look-again': ['on-call'], 'try-next': ['on-call'], 'hand-over': ['on-call'] },
      integrityPlan(channel, proof),
    );
    if (verdict === 'hand-over')
      incident.handOver(`the integrity of ${good.id} on ${channel.name} is not confirmed; still held; handed over by ${by.join(', ')}`);
    if (verdict === 'look-again') continue;
    incident.steeredBy(by);
    cleared.byPeople = true;
    return false;
  }
}
