import { Readable } from 'node:stream';
import type { ObjectLock } from './s3-place.ts';

const piece = 1_048_576;
const day = 86_400_000;

/** The body of a write: what is large goes in pieces, or encrypting it at once would stall the event loop. The client never repeats those. */
export function streamed(bytes: Uint8Array): { readonly Body: Uint8Array | Readable; readonly ContentLength: number } {
  const ContentLength = bytes.length;
  if (ContentLength <= 4 * piece) return { Body: bytes, ContentLength };
  return { Body: Readable.from(piecesOf(bytes), { objectMode: false }), ContentLength };
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

/** The retention of an object that is written now. S3 demands a checksum with it. */
export function keptBy(lock: ObjectLock | undefined, hash: string) {
  if (lock === undefined) return {};
  const mode = lock.mode === 'governance' ? ('GOVERNANCE' as const) : ('COMPLIANCE' as const);
  return {
    ObjectLockMode: mode,
    ObjectLockRetainUntilDate: new Date(Date.now() + lock.days * day),
    ChecksumSHA256: Buffer.from(hash, 'hex').toString('base64'),
  };
}
