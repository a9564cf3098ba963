import { log, workflowInfo } from '@temporalio/workflow';
import type { Entry, Happening } from '../../domain/timeline.ts';
import { append, open } from './ports.ts';
import { Refusals } from './refusals.ts';

const kept = 200;

/** What happened, in order: the newest lines here for the board, all of them in the vault. */
export class Timeline {
  /** What was refused, with a bounded number of lines. */
  readonly refusals = new Refusals((happening) => this.note(happening));
  private readonly recent: Entry[] = [];
  private readonly unwritten: Entry[] = [];
  private seq = 0;
  private writing: Promise<void> = Promise.resolve();
  private sealed = false;
  /** The incident's short id, once it is reserved: before that nothing can be written. */
  private incident: string | undefined;
  private reserved = false;
  private lastWritten = 0;

  /** Lines noted once the seal has begun are on the board, and in Temporal's history, but no longer part of the record. */
  note(happening: Happening): void {
    log.info(happening.kind, { incident: this.incident, seq: this.seq + 1 });
    const entry = { seq: ++this.seq, at: Date.now(), ...wellFormed(happening) };
    if (!this.sealed) this.unwritten.push(entry);
    this.recent.push(entry);
    if (this.recent.length > kept) this.recent.shift();
  }

  /** From now on lines can be written. A folder that could not be reserved yet is, before the first line. */
  writeUnder(incident: string, reserved: boolean): void {
    this.incident = incident;
    this.reserved = reserved;
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

  private async write(): Promise<void> {
    while (this.unwritten.length > 0 && this.incident !== undefined) {
      this.reserved ||= await open(this.incident, workflowInfo().runId);
      const batch = this.unwritten.slice(0, kept);
      await append(this.incident, batch);
      this.unwritten.splice(0, batch.length);
      this.lastWritten = batch.at(-1)!.seq;
    }
  }
}

/** Half a character has no canonical JSON: one line with it, from whatever a target or a stranger said, and nothing could be sealed. */
const wellFormed = (happening: Happening): Happening =>
  JSON.parse(JSON.stringify(happening), (_name, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value)) as Happening;
