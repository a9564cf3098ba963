import { createHash, randomBytes } from 'node:crypto';
import { TargetError } from '../../domain/target-error.ts';
import { seconds, type Millis } from '../../domain/time.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import { troubleWithResponse } from './timestamp-response.ts';

interface TimestampAuthority {
  readonly url: string;
  readonly allowedHosts?: readonly string[];
  /** Default 10 s. */
  readonly time?: Millis;
  /** Epoch milliseconds. Default the machine's clock. */
  readonly clock?: () => Millis;
}

/** A TimeStampReq (RFC 3161, 2.4.1) for a SHA-256 digest, with a nonce of eight bytes and the certificate asked for. */
const request = Buffer.from('30430201013031300d060960864801650304020105000420', 'hex');
const nonceHead = Buffer.from('0208', 'hex');
const certificateWanted = Buffer.from('0101ff', 'hex');

/**
 * Asks an RFC 3161 authority for a token over `signature`; the answer is the whole TimeStampResp, DER. Whether the authority is to be
 * believed is for whoever checks the bundle with its certificate (`openssl ts -verify`): here only that it answered about this digest, this
 * time, and with a time that can be. Throws TargetError: Malformed for any other answer.
 */
export function timestampAuthority({ url, allowedHosts, time = seconds(10), clock = Date.now }: TimestampAuthority) {
  const http = boundedFetch({ name: 'time-stamping authority', base: url, time, bytes: 65_536, ...(allowedHosts && { allowedHosts }) });
  return async (signature: Uint8Array): Promise<Buffer> => {
    const digest = createHash('sha256').update(signature).digest();
    const nonce = newNonce();
    const body = new Uint8Array(Buffer.concat([request, digest, nonceHead, nonce, certificateWanted]));
    const { bytes } = await http.bytes({ path: '', method: 'POST', body, headers: { 'content-type': 'application/timestamp-query' } });
    const response = Buffer.from(bytes);
    const trouble = troubleWithResponse(response, { digest, nonce, at: clock() });
    if (trouble === null) return response;
    throw new TargetError('Malformed', `the time-stamping authority gave no time stamp: ${trouble}`, { recoverable: true });
  };
}

/** Eight bytes that DER writes as they stand: positive, and none of them superfluous. */
function newNonce(): Buffer {
  const nonce = randomBytes(8);
  nonce[0] = (nonce[0]! & 0x3f) | 0x40;
  return nonce;
}
