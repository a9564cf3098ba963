import { scopeText, type Channel, type Scope } from '../domain/scope.ts';
import { TargetError } from '../domain/target-error.ts';
import type { ChannelState } from '../domain/packs.ts';
import { readClaimed } from './claimed-pointer.ts';
import type { Targets } from '../targets/targets.ts';

/** Reads the world; changes nothing. */
export interface Probe {
  /** The channels that a scope covers, by the platform's own data. A channel covers itself, whether or not the platform answers. */
  channels(scope: Scope): Promise<readonly Channel[]>;
  /** What each channel's pointer says now, believed or not: `verify.release` judges it. */
  active(channels: readonly Channel[]): Promise<readonly ChannelState[]>;
}

export const probe = ({ packs, publisher }: Pick<Targets, 'packs' | 'publisher'>): Probe => ({
  async channels(scope) {
    const { tenant, environment, kind, name } = scope;
    if (kind === 'channel') return [{ tenant, environment, name }];
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

  async active(channels) {
    return Promise.all(channels.map(async (channel) => (await readClaimed(packs.origins, channel)).state));
  },
});
