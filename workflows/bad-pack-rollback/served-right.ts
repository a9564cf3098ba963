import { failed, passed, trouble } from '../../domain/findings.ts';
import type { Release } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import type { runbook } from '../bad-pack-rollback.ts';
import type { Incident } from '../incident/incident.ts';
import { verify } from '../incident/ports.ts';
import { readersPlan } from './plans.ts';
import type { Restored } from './restore.ts';

type ThisIncident = Incident<typeof runbook>;

/** Null only when this release is served wrong: then the next one is tried. A reader that lags or is silent is asked about, and named. */
export async function servedRight(
  incident: ThisIncident,
  channel: Channel,
  good: Release,
  from = channel,
): Promise<Pick<Restored, 'unconfirmed'> | null> {
  for (;;) {
    const served = await incident.step('Check what readers are served', () => verify.served(channel, good, from), channel);
    if (failed(served)) return null;
    if (passed(served)) return { unconfirmed: null };
    const { verdict, by } = await incident.ask(
      `Not every reader serves ${good.id} on ${channel.name}, or could be asked: ${trouble(served)}. What now?`,
      { 'go-on': ['on-call'], 'look-again': ['on-call'], 'hand-over': ['on-call'] },
      readersPlan(channel, good, served),
    );
    if (verdict === 'hand-over')
      incident.handOver(`${good.id} is bound on ${channel.name}, some readers are not on it; still held; handed over by ${by.join(', ')}`);
    if (verdict === 'look-again') continue;
    incident.steeredBy(by);
    return { unconfirmed: trouble(served) };
  }
}
