import { Worker } from 'node:worker_threads';

/** Files to be hashed, by one thread or by several that share them. */
export interface Job {
  readonly folder: string;
  readonly files: readonly string[];
  /** One number in shared memory: how many of them are taken. */
  readonly taken: Int32Array;
}

/** SHA-256, hex, of the files from `first` on. */
export interface Hashed {
  readonly first: number;
  readonly digests: readonly string[];
}

interface Answer {
  readonly id: number;
  readonly found?: readonly Hashed[];
  readonly code?: string;
  readonly message?: string;
}

interface Waiting {
  readonly resolve: (found: readonly Hashed[]) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that hashes files, so that hashing never holds up heartbeats. It keeps no process alive that waits for nothing. */
export class HashingThread {
  private readonly waiting = new Map<number, Waiting>();
  private thread: Worker | undefined;
  private jobs = 0;

  /** Starts it, which takes a while, beside what comes before the hashing. */
  start(): void {
    this.thread ??= this.started();
    if (this.waiting.size === 0) this.thread.unref();
  }

  /** What it took of the job. Throws what the file system throws. */
  hash(job: Job): Promise<readonly Hashed[]> {
    const id = ++this.jobs;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.thread ??= this.started();
      this.thread.ref(); // the process lives until this is answered
      this.thread.postMessage({ id, ...job });
    });
  }

  private started(): Worker {
    const worker = new Worker(new URL('./hash-thread.mjs', import.meta.url));
    worker.on('message', ({ id, found, code, message }: Answer) => {
      this.settle(id, ({ resolve, reject }) => (found ? resolve(found) : reject(Object.assign(new Error(message), code && { code }))));
    });
    worker.on('error', (error: Error) => {
      this.thread = undefined;
      for (const id of this.waiting.keys()) this.settle(id, ({ reject }) => reject(error));
    });
    return worker;
  }

  private settle(id: number, how: (one: Waiting) => void): void {
    const one = this.waiting.get(id);
    this.waiting.delete(id);
    if (this.waiting.size === 0) this.thread?.unref();
    if (one) how(one);
  }
}
