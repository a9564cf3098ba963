import { createReadStream, existsSync } from 'node:fs';
import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { identityOf, type Alert } from '../domain/alerts.ts';
import { BoundedMap } from './bounded-map.ts';

/** An alert that fitted no route or scope, and so went to triage (BK-A8). `received` counts its repeats since this gateway started. */
export const unroutedSchema = z.object({
  at: z.number().describe('Epoch milliseconds.'),
  source: z.string(),
  fingerprint: z.string(),
  startsAt: z.string(),
  status: z.enum(['firing', 'resolved']),
  summary: z.string(),
  labels: z.record(z.string(), z.string()),
  why: z.string(),
  received: z.int(),
});
export type Unrouted = z.infer<typeof unroutedSchema>;

const kept = 100;
const largestFile = 10 * 1024 * 1024;

/** Keeps the last 100 alerts that no route fits, and, given a file, a line for every one of them, so that routes can be mended. */
export class UnroutedAlerts {
  private readonly file: string | null;
  private readonly newest = new BoundedMap<Unrouted>(kept);
  private writing: Promise<void> = Promise.resolve();
  /** What waits for the write that is under way goes together in the next: a burst is one flush, not thousands. */
  private waiting: Unrouted[] = [];
  private next: Promise<void> | null = null;

  private constructor(file: string | null) {
    this.file = file;
  }

  /** With what an earlier gateway left in `file`. Lines that cannot be read are passed over: the file stays as it is. */
  static async open(file: string | null): Promise<UnroutedAlerts> {
    const alerts = new UnroutedAlerts(file);
    if (file === null || !existsSync(file)) return alerts;
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      const parsed = unroutedSchema.safeParse(jsonOrNull(line));
      if (parsed.success) alerts.newest.set(identityOf(parsed.data), parsed.data);
    }
    return alerts;
  }

  /** Newest last. */
  list(): readonly Unrouted[] {
    return this.newest.values();
  }

  /** Takes one in; resolves once it is on disk, fails when it cannot be written. A repeat is counted, not written again. */
  async add({ source, fingerprint, startsAt, status, summary, labels, receivedAt }: Alert, why: string): Promise<void> {
    const known = this.newest.get(identityOf({ source, fingerprint, startsAt }));
    const received = (known?.received ?? 0) + 1;
    const entry: Unrouted = { at: receivedAt, source, fingerprint, startsAt, status, summary, labels, why, received };
    this.newest.set(identityOf(entry), entry);
    if (known?.status === status) return this.next ?? this.writing;
    this.waiting.push(entry);
    this.next ??= this.writeNext();
    return this.next;
  }

  private writeNext(): Promise<void> {
    let batch: readonly Unrouted[] = [];
    const written = this.writing.then(() => {
      batch = this.waiting.splice(0);
      this.next = null;
      return this.write(batch);
    });
    this.writing = written.catch(() => {
      for (const entry of batch) this.newest.delete(identityOf(entry)); // whoever waits is told; when it comes again it is tried again
    });
    return written;
  }

  private async write(entries: readonly Unrouted[]): Promise<void> {
    if (this.file === null) return;
    await mkdir(dirname(this.file), { recursive: true });
    const size = existsSync(this.file) ? (await stat(this.file)).size : 0;
    if (size > largestFile) await rename(this.file, `${this.file}.old`);
    await appendFile(this.file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600, flush: true });
  }
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // half a line, from a crash while it was written
  }
}
