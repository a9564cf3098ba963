import type { Stop } from '../domain/statements.ts';
import { scopeText, type Channel, type Scope } from '../domain/scope.ts';
import { TargetError } from '../domain/target-error.ts';
import type { Baseline, ChannelState } from '../domain/packs.ts';
import { readClaimed } from './claimed-pointer.ts';
import type { Judge, Targets } from '../targets/targets.ts';

/** Reads the world; changes nothing. */
export interface Probe {
  /** The channels that a scope covers, by the platform's own data. */
  channels(scope: Scope): Promise<readonly Channel[]>;
  /** The tenant's baseline for this channel and its active release, where the platform has one, can serve it, and it verifies now (BK-BP3). */
  baseline(channel: Channel): Promise<Baseline | null>;
  /** The stop of automatic containment that is in force, or null (promise 12). */
  stopped(): Promise<Stop | null>;
  /** Who had a hand in what the last incident of this workflow id still holds (promise 6). */
  handsLeft(workflowId: string): Promise<readonly string[]>;
  /** What each channel's pointer says now, believed or not: `verify.release` judges it. */
  active(channels: readonly Channel[]): Promise<readonly ChannelState[]>;
}

export const probe = ({
  packs,
  publisher,
  controls,
  judge,
}: Pick<Targets, 'packs' | 'publisher' | 'controls'> & { readonly judge: Judge }): Probe => ({
  async channels(scope) {
    const { tenant, environment } = scope;
    const { channels } = await publisher.cover(scope);
    // KOA-P5: what one tenant's incident may touch is never widened by what a platform answers.
    const foreign = channels.find((channel) => channel.tenant !== tenant || channel.environment !== environment);
    if (foreign)
      throw new TargetError(
        'Malformed',
        `the platform says that ${scopeText(scope)} covers a channel of ${foreign.tenant}/${foreign.environment}`,
      );
    return channels;
  },

  async baseline(channel) {
    const { actions } = await publisher.describe();
    const { baseline } = await publisher.cover({
      tenant: channel.tenant,
      environment: channel.environment,
      kind: 'channel',
      name: channel.name,
    });
    if (!actions.includes('baseline') || !baseline || baseline.tenant !== channel.tenant || baseline.environment !== channel.environment)
      return null;
    const { current } = (await readClaimed(packs.origins, baseline)).state;
    const { verdict } = await judge.prove(baseline, current);
    return verdict === 'sound' ? { channel: baseline, release: current } : null;
  },

  stopped: () => controls.stopped(),
  handsLeft: (workflowId) => controls.handsLeft(workflowId),

  async active(channels) {
    return Promise.all(channels.map(async (channel) => (await readClaimed(packs.origins, channel)).state));
  },
});
