import type { Snapshot } from '../../domain/containment.ts';
import { channelText, type Channel, type Scope } from '../../domain/scope.ts';
import type { runbook } from '../bad-pack-rollback.ts';
import type { Incident } from '../incident/incident.ts';
import { contain, evidence, probe } from '../incident/ports.ts';

type ThisIncident = Incident<typeof runbook>;

/** How far this incident reaches: every channel that it holds, each with the evidence that was taken before anything else was done to it. */
export class Reach {
  private readonly incident: ThisIncident;
  private readonly held = new Map<string, { readonly channel: Channel; readonly snapshot: Snapshot }>();

  constructor(incident: ThisIncident) {
    this.incident = incident;
  }

  get channels(): readonly Channel[] {
    return [...this.held.values()].map(({ channel }) => channel);
  }

  /** The evidence about a channel, which every change of it but the hold needs (KOA-P4). */
  before(channel: Channel): Snapshot {
    return this.held.get(channelText(channel))!.snapshot;
  }

  /** The channels of these scopes that are not held yet. */
  async unheld(scopes: readonly Scope[]): Promise<readonly Channel[]> {
    const { incident } = this;
    const covered = await Promise.all(scopes.map((scope) => incident.step('Identify the scope', () => probe.channels(scope))));
    const unheld = new Map(covered.flat().map((channel) => [channelText(channel), channel]));
    for (const place of this.held.keys()) unheld.delete(place);
    return [...unheld.values()];
  }

  /** Holds these channels, then takes the evidence of them (KOA-T6). */
  async hold(channels: readonly Channel[]): Promise<void> {
    const { incident } = this;
    if (channels.length === 0) return;
    if (this.held.size > 0) incident.widened(channels);
    await Promise.all(
      channels.map((channel) => incident.step('Hold activation', (step) => contain.hold(step.authorize(), channel), channel)),
    );
    const snapshot = await incident.step('Snapshot the evidence', () => evidence.snapshot(incident.id, channels));
    for (const channel of channels) this.held.set(channelText(channel), { channel, snapshot });
  }
}
