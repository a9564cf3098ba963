import type { Snapshot } from '../../domain/containment.ts';
import { channelText, type Channel, type Scope } from '../../domain/scope.ts';
import type { runbook } from '../bad-pack-rollback.ts';
import type { Incident } from '../incident/incident.ts';
import { contain, evidence, probe } from '../incident/ports.ts';

type ThisIncident = Incident<typeof runbook>;

/** How far this incident reaches: every channel that it holds, each with the evidence that was taken before anything else was done to it. */
export class Reach {
  private readonly incident: ThisIncident;
  /** In the order in which their holds began: one that is still being put on is this incident's too. */
  private readonly begun = new Map<string, Channel>();
  private readonly evidence = new Map<string, Snapshot>();
  private undecided: readonly Channel[] = [];

  constructor(incident: ThisIncident) {
    this.incident = incident;
  }

  get channels(): readonly Channel[] {
    return [...this.begun.values()];
  }

  /** What alerts name, people are asked about, and nobody has said yet whether to hold. */
  get asked(): readonly Channel[] {
    return this.undecided;
  }

  /** Asks about channels before anything is done to them: while that is open, they are not forgotten. */
  async askedAbout<T>(channels: readonly Channel[], answer: Promise<T>): Promise<T> {
    this.undecided = channels;
    const decided = await answer;
    this.undecided = [];
    return decided;
  }

  /** The evidence about a channel, which every change of it but the hold needs (KOA-P4). */
  before(channel: Channel): Snapshot {
    return this.evidence.get(channelText(channel))!;
  }

  /** The channels of these scopes that are not held yet. */
  async unheld(scopes: readonly Scope[]): Promise<readonly Channel[]> {
    const { incident } = this;
    const covered = await Promise.all(scopes.map((scope) => incident.step('Identify the scope', () => probe.channels(scope))));
    const unheld = new Map(covered.flat().map((channel) => [channelText(channel), channel]));
    for (const place of this.begun.keys()) unheld.delete(place);
    return [...unheld.values()];
  }

  /** Holds these channels, then takes the evidence of them (KOA-T6). */
  async hold(channels: readonly Channel[]): Promise<void> {
    const { incident } = this;
    if (channels.length === 0) return;
    if (this.begun.size > 0) incident.widened(channels);
    for (const channel of channels) this.begun.set(channelText(channel), channel);
    await Promise.all(
      channels.map((channel) => incident.step('Hold activation', (step) => contain.hold(step.authorize(), channel), channel)),
    );
    const snapshot = await incident.step('Snapshot the evidence', () => evidence.snapshot(incident.id, channels));
    for (const channel of channels) this.evidence.set(channelText(channel), snapshot);
  }
}
