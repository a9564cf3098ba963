import { createHash } from 'node:crypto';
import { TargetError } from '../../domain/target-error.ts';
import { seconds, type Millis } from '../../domain/time.ts';
import { boundedFetch } from '../bounded-fetch.ts';

interface TimestampAuthority {
  readonly url: string;
  readonly allowedHosts?: readonly string[];
  /** Default 10 s. */
  readonly time?: Millis;
}

/** A TimeStampReq (RFC 3161, 2.4.1) for a SHA-256 digest, with the certificate asked for: all but the digest itself is always the same. */
const request = Buffer.from('30390201013031300d060960864801650304020105000420', 'hex');
const certificateWanted = Buffer.from('0101ff', 'hex');
/** The statuses `granted` and `grantedWithMods` as a response begins with them, after the lengths. */
const granted = ['020100', '020101'];

/**
 * Asks an RFC 3161 authority for a token over `signature`; the answer is the whole TimeStampResp, DER. Whether the authority is to be
 * believed is for whoever checks the bundle with its certificate (`openssl ts -verify`): here only that it answered about this digest.
 */
export function timestampAuthority({ url, allowedHosts, time = seconds(10) }: TimestampAuthority) {
  const http = boundedFetch({ name: 'time-stamping authority', base: url, time, bytes: 65_536, ...(allowedHosts && { allowedHosts }) });
  return async (signature: Uint8Array): Promise<Buffer> => {
    const digest = createHash('sha256').update(signature).digest();
    const body = new Uint8Array(Buffer.concat([request, digest, certificateWanted]));
    const { bytes } = await http.bytes({ path: '', method: 'POST', body, headers: { 'content-type': 'application/timestamp-query' } });
    const response = Buffer.from(bytes);
    if (isGranted(response) && response.includes(digest)) return response;
    throw new TargetError('Malformed', 'the time-stamping authority answered without a time stamp for what was sent', {
      recoverable: true,
    });
  };
}

/** SEQUENCE, then the status' SEQUENCE, then its INTEGER: each length in one byte, or as `81 xx` or `82 xx xx`. */
function isGranted(response: Buffer): boolean {
  const inside = (at: number): number => at + 2 + (response[at + 1]! > 0x80 ? response[at + 1]! - 0x80 : 0);
  const status = inside(inside(0));
  return response[0] === 0x30 && granted.includes(response.subarray(status, status + 3).toString('hex'));
}
