import { derParts, type Der } from './der.ts';

const [integer, octets, oid, sequence, context0] = [0x02, 0x04, 0x06, 0x30, 0xa0];
/** What a token is (CMS SignedData), and what it signs (TSTInfo). */
const signedData = '2a864886f70d010702';
const timeStampInfo = '2a864886f70d0109100104';
/** `granted` and `grantedWithMods`. */
const granted = ['00', '01'];

/** What an authority must have answered about. */
export interface Stamped {
  /** SHA-256 of what was sent. */
  readonly digest: Buffer;
  /** As an INTEGER's content, big-endian. */
  readonly nonce: Buffer;
}

/**
 * What is wrong with a TimeStampResp (RFC 3161, 2.4.2), or null when it grants a time stamp of this digest in answer to this nonce. Whose
 * signature it has is not looked at here.
 */
export function troubleWithResponse(response: Buffer, { digest, nonce }: Stamped): string | null {
  const [whole, ...more] = derParts(response) ?? [];
  const [status, token] = within(whole, sequence);
  if (more.length > 0 || !status) return 'what it answered is no time-stamp response';
  const [said] = within(status, sequence);
  if (said?.tag !== integer || !granted.includes(said.content.toString('hex'))) return `it refused, with status ${numberOf(said)}`;
  const info = infoOf(token);
  if (!info) return 'its answer has no time stamp in it';
  const [algorithm, imprint] = within(info[2], sequence);
  if (!algorithm || imprint?.tag !== octets || !imprint.content.equals(digest)) return 'its time stamp is of something else than was sent';
  const isForThis = info.slice(5).some(({ tag, content }) => tag === integer && content.equals(nonce));
  return isForThis ? null : 'its time stamp answers another request: the nonce is not the one that was sent';
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
