import { HashingThread } from './hashing-thread.ts';

/** Of so many files it is the opening that takes time, and a second thread shares that. Few large ones leave a core to everything else. */
const many = 500;

const [thread, second] = [new HashingThread(), new HashingThread()] as const;

/** SHA-256, hex, of each file below `folder`, in order, by threads of their own. Throws what the file system throws. */
export async function hashFiles(folder: string, files: readonly string[]): Promise<readonly string[]> {
  if (files.length === 0) return [];
  const job = { folder, files, taken: new Int32Array(new SharedArrayBuffer(4)) };
  const found = await Promise.all((files.length < many ? [thread] : [thread, second]).map((one) => one.hash(job)));
  const digests = Array.from<string>({ length: files.length });
  for (const part of found.flat()) part.digests.forEach((digest, index) => (digests[part.first + index] = digest));
  return digests;
}

/** Starts what hashes, which takes a while, beside what comes before; `forMany`: also what only many files need. */
export function startHashing({ forMany = false } = {}): void {
  thread.start();
  if (forMany) second.start();
}
