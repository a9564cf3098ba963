import { log, workflowInfo } from '@temporalio/workflow';
import type { Entry, Happening } from '../../domain/timeline.ts';
import { reasonOf } from './pager.ts';
import { append, checkpoint, open } from './ports.ts';

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
  private reserved = false;
  private lastWritten = 0;
  /** The newest checkpoint, and the line that tells of it. */
  private signedUpTo: { readonly line: number; readonly digest: string } | null = null;
  private notSigned: string | null = null;

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

  /**
   * Writes down all there is and signs it. The checkpoint's digest, or null when it cannot be done now: that is said, and nothing waits
   * for it. `isLast`: nothing more is said of it, for the record ends here.
   */
  checkpoint({ isLast = false } = {}): Promise<string | null> {
    const sealing = this.writing
      .then(() => this.signed(isLast))
      .catch((err: unknown) => {
        const why = reasonOf(err);
        if (why !== this.notSigned) this.note({ kind: 'not sealed', why }); // once for each reason: a vault that is away for days is one line
        this.notSigned = why;
        return null;
      });
    this.writing = sealing.then(() => undefined);
    return sealing;
  }

  /** Writes down all there is or throws; from here on the record takes no more lines. Answers the number of the last one. */
  async close(): Promise<number> {
    this.sealed = true;
    const last = this.unwritten.at(-1)?.seq ?? this.lastWritten;
    await this.writing;
    await this.write();
    return last;
  }

  private async signed(isLast: boolean): Promise<string | null> {
    if (this.incident === undefined || this.sealed) return null;
    while (this.unwritten.length > kept) await this.write();
    const { signedUpTo, unwritten } = this;
    if (signedUpTo && signedUpTo.line === (unwritten.at(-1)?.seq ?? this.lastWritten)) return signedUpTo.digest; // nothing new but itself
    this.reserved ||= await open(this.incident, workflowInfo().runId);
    const batch = unwritten.slice();
    const last = batch.at(-1)?.seq ?? this.lastWritten;
    if (last === 0) return null;
    const digest = await checkpoint(this.incident, batch, last);
    unwritten.splice(0, batch.length);
    this.lastWritten = last;
    this.notSigned = null;
    if (!isLast) {
      this.note({ kind: 'checkpoint', upTo: last, digest });
      this.signedUpTo = { line: this.seq, digest };
    }
    return digest;
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
