import { hours, type Millis } from '../../domain/time.ts';
import { derParts, type Der } from './der.ts';

const [integer, octets, oid, time, sequence, context0] = [0x02, 0x04, 0x06, 0x18, 0x30, 0xa0];
/** What a token is (CMS SignedData), and what it signs (TSTInfo). */
const signedData = '2a864886f70d010702';
const timeStampInfo = '2a864886f70d0109100104';
/** `granted` and `grantedWithMods`. */
const granted = ['00', '01'];
/** Further apart, one of the two clocks is wrong, and people have to look which. */
const mostApart = hours(1);

/** What an authority must have answered about. */
export interface Stamped {
  /** SHA-256 of what was sent. */
  readonly digest: Buffer;
  /** As an INTEGER's content, big-endian. */
  readonly nonce: Buffer;
  /** When it was asked, by the clock here. */
  readonly at: Millis;
}

/**
 * What is wrong with a TimeStampResp (RFC 3161, 2.4.2), or null when it grants a time stamp of this digest, of about now, in answer to this
 * nonce. Whose signature it has is not looked at here.
 */
export function troubleWithResponse(response: Buffer, { digest, nonce, at }: Stamped): string | null {
  const [whole, ...more] = derParts(response) ?? [];
  const [status, token] = within(whole, sequence);
  if (more.length > 0 || !status) return 'what it answered is no time-stamp response';
  const [answer] = within(status, sequence);
  if (answer?.tag !== integer || !granted.includes(answer.content.toString('hex'))) return `it refused, with status ${numberOf(answer)}`;
  const info = infoOf(token);
  if (!info) return 'its answer has no time stamp in it';
  const [algorithm, imprint] = within(info[2], sequence);
  if (!algorithm || imprint?.tag !== octets || !imprint.content.equals(digest)) return 'its time stamp is of something else than was sent';
  const isForThis = info.slice(5).some(({ tag, content }) => tag === integer && content.equals(nonce));
  if (!isForThis) return 'its time stamp answers another request: the nonce is not the one that was sent';
  const stamped = timeOf(info[4]);
  if (stamped !== null && Math.abs(stamped - at) <= mostApart) return null;
  const said = stamped === null ? 'no time that can be read' : new Date(stamped).toISOString();
  return `its time stamp says ${said}, and the clock here ${new Date(at).toISOString()}: set the one that is wrong`;
}

/** GeneralizedTime as RFC 3161 has it, to the second; null for anything else. */
function timeOf(value: Der | undefined): Millis | null {
  const [, ...parts] =
    (value?.tag === time && /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(value.content.toString('latin1'))) || [];
  const [year, month, day, hour, minute, second] = parts;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? null : at;
}

/** The parts of the TSTInfo that a token signs; null when it is none. */
function infoOf(token: Der | undefined): readonly Der[] | null {
  const [type, explicit] = within(token, sequence);
  if (!is(type, signedData)) return null;
  const [data] = within(explicit, context0);
  const [contentType, content] = within(within(data, sequence)[2], sequence);
  if (!is(contentType, timeStampInfo)) return null;
  const [wrapped] = within(content, context0);
  const [info] = wrapped?.tag === octets ? (derParts(wrapped.content) ?? []) : [];
  return within(info, sequence);
}

const within = (value: Der | undefined, tag: number): readonly Der[] => (value?.tag === tag ? (derParts(value.content) ?? []) : []);
const is = (value: Der | undefined, id: string): boolean => value?.tag === oid && value.content.toString('hex') === id;
const numberOf = (value: Der | undefined): string => (value?.tag === integer ? `0x${value.content.toString('hex')}` : 'none');
