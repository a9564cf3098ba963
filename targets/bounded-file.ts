import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { TargetError } from '../domain/target-error.ts';

const piece = 262_144;

/**
 * Reads a plain file piece by piece, never more than `limit` bytes; `take` gets a buffer that is only valid during the call. Answers the
 * size. TooLarge above the limit, Malformed for what is no plain file; else throws what the file system throws. Waiting for each piece
 * leaves the event loop free, so heartbeats go on.
 */
export async function readBounded(path: string, limit: number, take: (bytes: Uint8Array) => void): Promise<number> {
  // O_NONBLOCK: a named pipe in the place of a file must not hang the reader. O_NOFOLLOW: the path was resolved already.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new TargetError('Malformed', 'it is not a plain file');
    const buffer = Buffer.allocUnsafe(Math.min(piece, limit + 1));
    for (let size = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, size);
      if (bytesRead === 0) return size;
      size += bytesRead;
      if (size > limit) throw new TargetError('TooLarge', `it is larger than ${limit} bytes`);
      take(buffer.subarray(0, bytesRead));
      // A small file is read once: nothing is looked for behind what it is said to hold.
      if (size === bytesRead && size === stat.size && size < buffer.length) return size;
    }
  } finally {
    await file.close();
  }
}

/** A small file whole: at most `limit` bytes. Throws as `readBounded`. */
export async function readWhole(path: string, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await readBounded(path, limit, (bytes) => pieces.push(Buffer.from(bytes)));
  return Buffer.concat(pieces);
}
