// A thread of its own, so that hashing never holds up heartbeats. Built-ins only: it is started as a file, by `hash-files.ts`.
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

interface Job {
  readonly id: number;
  readonly paths: readonly string[];
}

const piece = Buffer.allocUnsafe(1_048_576);

parentPort?.on('message', ({ id, paths }: Job) => {
  try {
    parentPort?.postMessage({ id, digests: paths.map(hashOf) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    parentPort?.postMessage({ id, code, message });
  }
});

function hashOf(path: string): string {
  // As bounded-file.ts: no link is followed, no pipe waited for.
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw new Error('it is not a plain file');
    const hash = createHash('sha256');
    for (let size = readSync(file, piece); size > 0; size = readSync(file, piece)) hash.update(piece.subarray(0, size));
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}
