// A thread of its own, so that hashing never holds up heartbeats. Built-ins only, and no TypeScript, which would take longer to start than
// thousands of files take: it is started as a file, by `hash-files.ts`.
import { createHash, hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** @typedef {{ readonly id: number, readonly folder: string, readonly files: readonly string[], readonly taken: Int32Array }} Job */

/** How many files are taken at once. */
const handful = 100;

const piece = Buffer.allocUnsafe(1_048_576);

parentPort?.on('message', (/** @type {Job} */ { id, folder, files, taken }) => {
  const found = [];
  try {
    for (let first = take(taken); first < files.length; first = take(taken)) {
      const digests = files.slice(first, first + handful).map((file) => hashOf(`${folder}/${file}`));
      found.push({ first, digests });
    }
    parentPort?.postMessage({ id, found });
  } catch (error) {
    Atomics.store(taken, 0, files.length); // whoever shares the job need not go on
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    parentPort?.postMessage({ id, code, message });
  }
});

/** @param {Int32Array} taken */
const take = (taken) => Atomics.add(taken, 0, handful);

/** @param {string} path */
function hashOf(path) {
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

/**
 * @param {number} file
 * @param {number} first
 */
function hashFrom(file, first) {
  const digest = createHash('sha256');
  for (let size = first; size > 0; size = readSync(file, piece)) digest.update(piece.subarray(0, size));
  return digest.digest('hex');
}
