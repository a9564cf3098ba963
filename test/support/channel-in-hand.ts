import type { ChangeRequest } from '../../contracts/platform-api.ts';
import { pausedNotice } from '../../domain/packs.ts';
import type { Serves, Staging } from './staging.ts';
import { until } from './until.ts';

interface Release {
  readonly release_id: string;
  readonly artifact_id: string;
}
type Answer = Awaited<ReturnType<Staging['ask']>>;

/** One channel of a staging platform, as an operator's hand works it: each change at the generation that the platform is at. */
export interface ChannelInHand {
  generation(): Promise<number>;
  /** Sends one change; `key` is made of the action unless given. */
  change(change: { readonly action: ChangeRequest['action']; readonly [field: string]: unknown }): Promise<Answer>;
  hold(): Promise<Answer>;
  release(release_id: string): Promise<Release>;
  /** Waits until a reader serves this release. */
  serves(reader: string, release_id: string): Promise<Serves>;
  everyReaderServes(release_id: string): Promise<readonly Serves[]>;
  /** Waits until a reader refuses the newest generation at this stage. */
  refuses(reader: string, stage: string): Promise<string>;
}

export function channelInHand(staging: Staging, tenant: string, channel: string): ChannelInHand {
  const { environment } = staging;
  const path = `/v1/channels/${tenant}/${environment}/${channel}/changes`;
  const metrics = async (): Promise<string> => String((await staging.ask('/metrics')).body);
  const generation = async (): Promise<number> => {
    const { body } = await staging.ask('/status');
    const { channels } = body as { channels: { channel: { tenant: string; name: string }; generation: number }[] };
    return channels.find((one) => one.channel.tenant === tenant && one.channel.name === channel)?.generation ?? 0;
  };
  const change: ChannelInHand['change'] = async (asked) => {
    const expected_generation = await generation();
    return staging.ask(path, { key: `${asked.action}-${expected_generation}`, by: 'ana', reason: 'a test', expected_generation, ...asked });
  };
  const serves: ChannelInHand['serves'] = (reader, release_id) =>
    until(
      () => staging.reader(reader).serves(tenant, channel),
      (served) => served.release_id === release_id,
    );
  return {
    generation,
    change,
    hold: () => change({ action: 'hold', name: 'inc-1', notice: pausedNotice }),
    release: async (release_id) => {
      const { body } = await staging.ask(`/pipeline/${tenant}/${channel}/builds/${release_id}`);
      const { artifact_id } = body as Release;
      return { release_id, artifact_id };
    },
    serves,
    everyReaderServes: (release_id) => Promise.all(staging.readers.map(({ name }) => serves(name, release_id))),
    refuses: (reader, stage) => {
      const labels = `reader="${reader}",tenant="${tenant}",environment="${environment}",channel="${channel}",stage="${stage}"`;
      return until(metrics, (text) => text.includes(`staging_activation_rejected{${labels}} 1`));
    },
  };
}
