import { Worker } from 'node:worker_threads';

interface Answer {
  readonly id: number;
  readonly digests?: readonly string[];
  readonly code?: string;
  readonly message?: string;
}

interface Waiting {
  readonly resolve: (digests: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let thread: Worker | undefined;
let jobs = 0;

/** SHA-256, hex, of each file below `folder`, in order, by a thread of its own. Throws what the file system throws. */
export function hashFiles(folder: string, files: readonly string[]): Promise<readonly string[]> {
  if (files.length === 0) return Promise.resolve([]);
  const id = ++jobs;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    thread ??= started();
    thread.ref(); // the process lives until this is answered
    thread.postMessage({ id, folder, files });
  });
}

/** Starts the thread, which takes a while, beside what comes before the hashing. */
export function startHashing(): void {
  thread ??= started();
  if (waiting.size === 0) thread.unref();
}

function started(): Worker {
  const worker = new Worker(new URL('./hash-thread.mjs', import.meta.url));
  worker.on('message', ({ id, digests, code, message }: Answer) => {
    settle(id, ({ resolve, reject }) => (digests ? resolve(digests) : reject(Object.assign(new Error(message), code && { code }))));
  });
  worker.on('error', (error: Error) => {
    thread = undefined;
    for (const id of waiting.keys()) settle(id, ({ reject }) => reject(error));
  });
  return worker;
}

function settle(id: number, how: (one: Waiting) => void): void {
  const one = waiting.get(id);
  waiting.delete(id);
  if (waiting.size === 0) thread?.unref();
  if (one) how(one);
}
