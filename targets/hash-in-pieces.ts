import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

/** Bytes that are hashed before timers and heartbeats get their turn: some milliseconds, on a slow machine. */
const piece = 4_194_304;

/** SHA-256 of bytes, lower-case hex, without stalling the event loop however many there are. */
export async function hashInPieces(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += piece) {
    if (at > 0) await setImmediate();
    hash.update(bytes.subarray(at, at + piece));
  }
  return hash.digest('hex');
}
