import { envelopeSchema, pointerPayloadType, signedBy, type Envelope } from '../../contracts/envelope.ts';
import { digestOfBytes } from '../../contracts/digest.ts';
import { pointerSchema, type Pointer } from '../../contracts/pack-format.ts';
import { channelText, type Channel } from '../../domain/scope.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { CheckedPointer, PackOrigin, PointerEnvelope, TrustedKeys } from '../targets.ts';

/**
 * The pointer in force at an origin, checked: signed by enough of `index:<channel>`'s keys, of this channel and this generation, not
 * expired at `now` (epoch milliseconds). NotTrusted or Malformed when it does not hold; else what the origin throws.
 */
export async function readPointer(origin: PackOrigin, channel: Channel, trust: TrustedKeys, now: number): Promise<CheckedPointer> {
  const { value } = await origin.pointer(channel);
  const checked = checkPointer(value, channel, trust);
  if (Date.parse(checked.pointer.expires_at) > now) return checked;
  throw new TargetError('NotTrusted', `the pointer of ${channelText(channel)} at ${origin.name} expired at ${checked.pointer.expires_at}`);
}

/** All that `readPointer` checks but the expiry: history may be old. */
export function checkPointer({ generation, bytes }: PointerEnvelope, channel: Channel, trust: TrustedKeys): CheckedPointer {
  const what = `pointer ${generation} of ${channelText(channel)}`;
  const { keys, threshold } = trust.signersOf('index', channel);
  const envelope = parsed(what, () => envelopeSchema.parse(JSON.parse(text(bytes))));
  if (envelope.payloadType !== pointerPayloadType) throw new TargetError('Malformed', `${what} has a payload of another type`);
  mustBeSigned(envelope, keys, threshold, what);
  const pointer = parsed(what, () => pointerSchema.parse(JSON.parse(text(Buffer.from(envelope.payload, 'base64')))));
  mustBeOf(pointer, generation, channel, what);
  return { pointer, bytes, digest: digestOfBytes(bytes) };
}

function mustBeSigned(envelope: Envelope, keys: Parameters<typeof signedBy>[1], threshold: number, what: string): void {
  const signers = signedBy(envelope, keys).length;
  if (signers < threshold)
    throw new TargetError('NotTrusted', `${what} is signed by ${signers} of the ${threshold} trusted keys that it needs`);
}

/** A good signature on another channel's pointer, or on this one's at another place, is a replay (KOA-P5). */
function mustBeOf(
  { channel_id, scope, generation }: Pointer,
  expected: number,
  { tenant, environment, name }: Channel,
  what: string,
): void {
  if (channel_id !== name || scope.tenant !== tenant || scope.environment !== environment) {
    throw new TargetError('NotTrusted', `${what} was signed for ${scope.tenant}/${scope.environment}/${channel_id}`);
  }
  if (generation !== expected) throw new TargetError('NotTrusted', `${what} was signed as generation ${generation}`);
}

const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

function parsed<T>(what: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new TargetError('Malformed', `${what} cannot be read: ${cause instanceof Error ? cause.name : String(cause)}`, { cause });
  }
}
