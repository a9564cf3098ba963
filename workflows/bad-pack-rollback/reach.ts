import { ApplicationFailure } from '@temporalio/common';
import type { Receipt, Snapshot } from '../../domain/containment.ts';
import { channelOfScope, channelText, type Channel, type Scope } from '../../domain/scope.ts';
import type { runbook } from '../bad-pack-rollback.ts';
import { codeOf } from '../incident/code-of.ts';
import type { Incident } from '../incident/incident.ts';
import { reasonOf } from '../incident/pager.ts';
import { contain, evidence, probe } from '../incident/ports.ts';
import type { Step } from '../incident/step.ts';

type ThisIncident = Incident<typeof runbook>;

/** How far this incident reaches: every channel that it holds, each with the evidence that was taken before anything else was done to it. */
export class Reach {
  private readonly incident: ThisIncident;
  /** In the order in which their holds began: one that is still being put on is this incident's too. */
  private readonly begun = new Map<string, Channel>();
  private readonly evidence = new Map<string, Snapshot>();
  private undecided: readonly Channel[] = [];
  private readonly unknowns = new Map<string, Channel>();

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

  /** What alerts name and the platform does not know: nothing could be held there, and whoever closes the incident has to say so. */
  get unknown(): readonly Channel[] {
    return [...this.unknowns.values()];
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
    const covered = await Promise.all(scopes.map((scope) => incident.step('Identify the scope', () => channelsOf(scope))));
    const unheld = new Map(covered.flat().map((channel) => [channelText(channel), channel]));
    for (const place of [...this.begun.keys(), ...this.unknowns.keys()]) unheld.delete(place);
    return [...unheld.values()];
  }

  /**
   * Holds these channels, then takes the evidence of them (KOA-T6). Answers those that there are: a channel that only an alert names, and the
   * platform does not know, holds up none of the others.
   */
  async hold(named: readonly Channel[]): Promise<readonly Channel[]> {
    const { incident } = this;
    if (named.length === 0) return [];
    if (this.begun.size > 0) incident.widened(named);
    for (const channel of named) this.begun.set(channelText(channel), channel);
    await Promise.all(named.map((channel) => incident.step('Hold activation', (step) => this.holdOne(step, channel), channel)));
    const channels = named.filter((channel) => !this.unknowns.has(channelText(channel)));
    if (channels.length === 0) return [];
    const snapshot = await incident.step('Snapshot the evidence', () => evidence.snapshot(incident.id, channels));
    for (const channel of channels) this.evidence.set(channelText(channel), snapshot);
    return channels;
  }

  private async holdOne(step: Step, channel: Channel): Promise<Receipt | string> {
    try {
      return await contain.hold(step.authorize(), channel);
    } catch (err) {
      const { kind, name } = this.incident.scope;
      const isOwn = kind !== 'channel' || name === channel.name;
      if (codeOf(err) !== 'NoSuchChannel') throw err; // anything else may have put it on (promise 8)
      if (isOwn) throw unknownToPlatform(channel, err);
      this.begun.delete(channelText(channel));
      this.unknowns.set(channelText(channel), channel);
      return `nothing is held: the platform knows no ${channelText(channel)}, which only an alert names`;
    }
  }
}

/** A channel covers itself, whether or not the platform answers: nothing is asked before it is held. */
async function channelsOf(scope: Scope): Promise<readonly Channel[]> {
  const channel = channelOfScope(scope);
  return channel ? [channel] : probe.channels(scope);
}

/** Most likely a name that was mistyped: said before what the platform's answer was, so that nobody tries the same for ever. */
const unknownToPlatform = (channel: Channel, err: unknown): ApplicationFailure =>
  ApplicationFailure.nonRetryable(
    `the platform knows no ${channelText(channel)}, so nothing is held; if the name is wrong, hand over and start it with the right one (${reasonOf(err)})`,
    'NoSuchChannel',
  );
