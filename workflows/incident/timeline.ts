import { log } from '@temporalio/workflow';
import type { Entry, Happening } from '../../domain/timeline.ts';
import { append } from './ports.ts';

const kept = 200;

/** What happened, in order: the newest lines here for the board, all of them in the vault. */
export class Timeline {
  private readonly recent: Entry[] = [];
  private readonly unwritten: Entry[] = [];
  private seq = 0;
  private writing: Promise<void> = Promise.resolve();
  private sealed = false;
  /** The incident's short id, once it is reserved: before that nothing can be written. */
  private incident: string | undefined;

  /** Lines noted once the seal has begun are on the board, and in Temporal's history, but no longer part of the record. */
  note(happening: Happening): void {
    log.info(happening.kind, { incident: this.incident, seq: this.seq + 1 });
    const entry = { seq: ++this.seq, at: Date.now(), ...happening };
    if (!this.sealed) this.unwritten.push(entry);
    this.recent.push(entry);
    if (this.recent.length > kept) this.recent.shift();
  }

  writeUnder(incident: string): void {
    this.incident = incident;
  }

  since(seq: number): readonly Entry[] {
    return this.recent.filter((entry) => entry.seq > seq);
  }

  /** Writes down all there is. Called while waiting, never on the way to a containment. Lines that cannot be written now are kept for later. */
  flush(): Promise<void> {
    this.writing = this.writing
      .then(() => this.write())
      .catch((err: unknown) => log.warn('the timeline could not be written yet', { why: String(err) }));
    return this.writing;
  }

  /** Writes down all there is or throws; from here on the record takes no more lines. Answers the number of the last one. */
  async close(): Promise<number> {
    this.sealed = true;
    const last = this.unwritten.at(-1)?.seq ?? this.lastWritten;
    await this.writing;
    await this.write();
    return last;
  }

  private lastWritten = 0;

  private async write(): Promise<void> {
    while (this.unwritten.length > 0 && this.incident !== undefined) {
      const batch = this.unwritten.slice(0, kept);
      await append(this.incident, batch);
      this.unwritten.splice(0, batch.length);
      this.lastWritten = batch.at(-1)!.seq;
    }
  }
}
