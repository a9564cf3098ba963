import { channelText, type Channel } from '../../domain/scope.ts';
import type { Platform } from '../platform.ts';
import { followedGeneration, type ActivationState } from '../reader/follower.ts';
import { readerStates } from './ask-reader.ts';

/** What the platform says of itself to operators: each channel, what is current, what holds it, what each reader serves. */
export interface Status {
  readonly environment: string;
  readonly at: string;
  readonly channels: readonly ChannelStatus[];
}

export interface ChannelStatus {
  readonly channel: Channel;
  readonly generation: number;
  readonly current: { readonly release_id: string; readonly artifact_id: string };
  /** With the notice word for word (BK-W1). */
  readonly holds: readonly { readonly name: string; readonly since: string; readonly reason: string; readonly notice: string }[];
  /** The baseline channel that answers instead of this one's own pack (BK-BP3), or null. */
  readonly baseline_only: string | null;
  readonly quarantined: readonly string[];
  readonly pinned: readonly string[];
  readonly readers: readonly {
    readonly reader: string;
    readonly serves: string | null;
    readonly generation: number | null;
    readonly trouble: string | null;
  }[];
}

export async function statusOf({ channels, environment, publisher, readers }: Platform): Promise<Status> {
  const states = await readerStates(readers);
  const servedBy = (channel: Channel): ChannelStatus['readers'] =>
    states.map(({ reader, channels: said, unreachable }) => {
      const stateOf = (wanted: Channel): ActivationState | undefined =>
        said.find((one) => channelText(one.channel) === channelText(wanted));
      const state = stateOf(channel);
      const order = state?.baseline_only;
      const serving = order ? stateOf({ ...channel, name: order.baseline }) : state;
      const trouble =
        unreachable ??
        (state?.rejecting ? `refuses generation ${state.rejecting.generation}: ${state.rejecting.stage}, ${state.rejecting.reason}` : null);
      const release = serving?.active?.release_id ?? null;
      const serves = order && release !== null ? `${order.baseline} ${release}` : release;
      return { reader, serves, generation: state ? followedGeneration(state) : null, trouble };
    });
  const said = channels.map(async (channel): Promise<ChannelStatus | null> => {
    const pointer = await publisher.pointer(channel);
    if (!pointer) return null;
    const { baseline_only, current, generation, holds, pinned, quarantined } = pointer;
    const names = (list: readonly { readonly release_id: string }[]): readonly string[] => list.map(({ release_id }) => release_id);
    return {
      channel,
      generation,
      current,
      holds,
      baseline_only,
      quarantined: names(quarantined),
      pinned: names(pinned),
      readers: servedBy(channel),
    };
  });
  return { environment, at: new Date().toISOString(), channels: (await Promise.all(said)).filter((one) => one !== null) };
}
