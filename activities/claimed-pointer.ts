import { envelopeSchema } from '../contracts/envelope.ts';
import { digestOfBytes } from '../contracts/digest.ts';
import { pointerSchema, type Pointer } from '../contracts/pack-format.ts';
import type { ChannelState } from '../domain/packs.ts';
import { channelText, type Channel } from '../domain/scope.ts';
import { isTargetError, TargetError } from '../domain/target-error.ts';
import type { PackOrigin, PointerEnvelope, Received } from '../targets/targets.ts';

/** A pointer as the platform claims it, signature unchecked: what is to be judged has to be read first. */
export interface ClaimedPointer {
  readonly state: ChannelState;
  readonly bytes: Uint8Array;
  readonly origin: string;
}

/**
 * Reads the newest generation, or where it is named that very one, at the first origin that answers: they are configured in the order in
 * which they are to be asked, and no mirror can outbid the first with a generation of its own making. NotFound only when every origin was
 * asked and has no pointer of this channel: one that could not be asked, or has not that generation yet, may have it later (KOA-T6).
 */
export async function readClaimed(origins: readonly PackOrigin[], channel: Channel, generation?: number): Promise<ClaimedPointer> {
  const failures: unknown[] = [];
  for (const origin of origins) {
    try {
      return await claimedAt(origin, channel, generation);
    } catch (err) {
      failures.push(err);
    }
  }
  throw (
    failures.find((err) => err instanceof TargetError && err.recoverable) ??
    failures.find((err) => !isTargetError(err, 'NotFound')) ??
    failures.at(-1) ??
    new TargetError('NotFound', `no origin is configured that could have a pointer for ${channelText(channel)}`)
  );
}

async function claimedAt(origin: PackOrigin, channel: Channel, generation?: number): Promise<ClaimedPointer> {
  const received = generation === undefined ? await origin.pointer(channel) : await generationAt(origin, channel, generation);
  const { bytes } = received.value;
  return { state: stateOf(channel, parse(bytes, received.origin), bytes), bytes, origin: received.origin };
}

async function generationAt(origin: PackOrigin, channel: Channel, generation: number): Promise<Received<PointerEnvelope>> {
  for await (const received of origin.pointers(channel)) {
    if (received.value.generation === generation) return received;
  }
  throw new TargetError('Unreachable', `${origin.name} does not have generation ${generation} of ${channelText(channel)} (yet)`, {
    recoverable: true, // a mirror lags, or the answer that named the generation was wrong: neither says that there is no such channel
  });
}

function parse(bytes: Uint8Array, origin: string): Pointer {
  try {
    const { payload } = envelopeSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return pointerSchema.parse(JSON.parse(Buffer.from(payload, 'base64').toString('utf8')));
  } catch (cause) {
    throw new TargetError('Malformed', `the pointer at ${origin} cannot be read: ${cause instanceof Error ? cause.name : String(cause)}`, {
      cause,
    });
  }
}

function stateOf(channel: Channel, pointer: Pointer, bytes: Uint8Array): ChannelState {
  return {
    channel,
    generation: pointer.generation,
    digest: digestOfBytes(bytes),
    current: { id: pointer.current.release_id, artifact: pointer.current.artifact_id },
    holds: pointer.holds.map(({ name, since, reason, notice }) => ({ name, since: Date.parse(since), reason, notice })),
    quarantined: pointer.quarantined.map(({ release_id }) => release_id),
    revoked: pointer.revoked.map(({ release_id }) => release_id),
    pinned: pointer.pinned.map(({ release_id }) => release_id),
    baselineOnly: pointer.baseline_only,
    floor: pointer.minimum_allowed_release_id,
  };
}
