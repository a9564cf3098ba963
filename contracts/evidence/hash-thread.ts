// A thread of its own, so that hashing never holds up heartbeats. Built-ins only: it is started as a file, by `hash-files.ts`.
import { createHash, hash } from 'node:crypto';
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
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new Error('it is not a plain file');
    const first = readSync(file, piece);
    // Thousands of small files: nothing is looked for behind what the file is said to hold.
    return first === stat.size && first < piece.length ? hash('sha256', piece.subarray(0, first)) : hashFrom(file, first);
  } finally {
    closeSync(file);
  }
}

function hashFrom(file: number, first: number): string {
  const digest = createHash('sha256');
  for (let size = first; size > 0; size = readSync(file, piece)) digest.update(piece.subarray(0, size));
  return digest.digest('hex');
}
