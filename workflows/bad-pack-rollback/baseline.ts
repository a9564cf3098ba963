import { wasMadeByOthers } from '../../domain/containment.ts';
import type { runbook } from '../bad-pack-rollback.ts';
import type { Incident } from '../incident/incident.ts';
import { contain, probe } from '../incident/ports.ts';
import { baselinePlan } from './plans.ts';
import { unprovenNow } from './proven-now.ts';
import type { Reach } from './reach.ts';
import type { Bad, Restored } from './restore.ts';
import { servedRight } from './served-right.ts';

/**
 * BK-BP3: no release of the channel itself can be served, so people are asked whether the tenant's baseline is true for its readers. Only
 * where there is one, the platform can serve it, and it verifies now; else the incident is handed over, still held.
 */
export async function serveBaseline(incident: Incident<typeof runbook>, reach: Reach, bad: Bad): Promise<Restored> {
  const { channel } = bad;
  const none = `no earlier release of ${channel.name} could be served and verified`;
  const baseline = await incident.step('Find the last known good', () => probe.baseline(channel), channel);
  if (!baseline) return incident.handOver(`${none}, and it has no baseline that verifies now; still held`);
  const provenAt = Date.now();
  const decision = await incident.ask(
    `${none}. Is the baseline (${baseline.channel.name} ${baseline.release.id}) true for the readers of ${channel.name}, so that it may be served instead?`,
    { 'serve-baseline': ['incident-commander'], 'hand-over': ['on-call'] },
    baselinePlan(channel, baseline),
    incident.starters,
  );
  if (decision.verdict === 'hand-over') return incident.handOver(`${none}; handed over by ${decision.by.join(', ')}; still held`);
  incident.steeredBy(decision.by);
  const bound = await incident.step(
    'Roll back',
    async (step) => {
      const doubt = await unprovenNow(provenAt, baseline.channel, baseline.release);
      return doubt ?? contain.serveBaseline(step.authorize(reach.before(channel), decision), channel, baseline.channel);
    },
    channel,
  );
  if (!('kind' in bound)) return incident.handOver(`${none}, and its baseline is not proven any more: ${bound.because}; still held`);
  const served = await servedRight(incident, channel, baseline.release, baseline.channel);
  if (served) return { bad, good: baseline.release, from: baseline.channel, byOthers: wasMadeByOthers(bound), ...served };
  return incident.handOver(`${none}, and readers of ${channel.name} are served the baseline wrongly; still held`);
}
