import { envelopeSchema, pointerPayloadType, signedBy } from '../../contracts/envelope.ts';
import { pointerSchema, type Pointer } from '../../contracts/pack-format.ts';
import type { Channel } from '../../domain/scope.ts';
import { isOlder } from '../publisher/release-order.ts';
import { indexRole } from '../trust/trust-metadata.ts';
import { Rejected } from './rejected.ts';
import type { TrustedKeys } from './trusted-keys.ts';

/** The pointer in `bytes`, once as many trusted keys as needed signed it and it is about this channel. Throws Rejected. */
export function checkedPointer(bytes: Uint8Array, channel: Channel, generation: number, trust: TrustedKeys): Pointer {
  const envelope = envelopeSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  const { keys, threshold } = trust.signersOf(indexRole(channel.name));
  const signers = signedBy(envelope, keys);
  if (envelope.payloadType !== pointerPayloadType) throw new Rejected('index-signature', `the index is a ${envelope.payloadType}`);
  if (signers.length < threshold) throw new Rejected('index-signature', `${signers.length} of ${threshold} trusted keys signed the index`);
  const pointer = pointerSchema.parse(JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')));
  const { scope, channel_id } = pointer;
  if (
    scope.tenant !== channel.tenant ||
    scope.environment !== channel.environment ||
    channel_id !== channel.name ||
    pointer.generation !== generation
  ) {
    throw new Rejected('index-signature', 'the index is of another channel or generation');
  }
  return pointer;
}

/** Throws Rejected for a pointer whose time is over. */
export function refuseExpired(pointer: Pointer, now: Date): void {
  if (new Date(pointer.expires_at) <= now) throw new Rejected('policy', `the index expired at ${pointer.expires_at}`);
}

/** Whether a reader that has `active` may activate what `pointer` names: not expired, barred, or an older release without a signed word for it. */
export function refuseByPolicy(
  pointer: Pointer,
  active: { readonly release_id: string; readonly generation: number } | null,
  now: Date,
): void {
  const { release_id } = pointer.current;
  refuseExpired(pointer, now);
  if (active?.release_id === release_id) return;
  if (pointer.quarantined.some((one) => one.release_id === release_id)) throw new Rejected('policy', `${release_id} is quarantined`);
  if (pointer.revoked.some((one) => one.release_id === release_id)) throw new Rejected('policy', `${release_id} is revoked`);
  const floor = pointer.minimum_allowed_release_id;
  if (floor !== null && isOlder(release_id, floor)) throw new Rejected('policy', `${release_id} is below the floor ${floor}`);
  if (active === null || !isOlder(release_id, active.release_id)) return;
  const allowed = pointer.rollback_authorizations.some(
    ({ to_release_id, generation }) => to_release_id === release_id && generation > active.generation,
  );
  if (!allowed) throw new Rejected('policy', `a downgrade from ${active.release_id} to ${release_id} that nothing authorizes`);
}
