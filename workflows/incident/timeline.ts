import { log, workflowInfo } from '@temporalio/workflow';
import { isWaiver, type Entry, type Happening } from '../../domain/timeline.ts';
import { firstLines, newestLines } from './carried-lines.ts';
import { reasonOf } from './pager.ts';
import { append, checkpoint, open } from './ports.ts';
import { Refusals } from './refusals.ts';

const kept = 200;

/** The lines that are left when a record is closed: they go into it with the seal. */
export interface LastLines {
  readonly lastSeq: number;
  readonly rest: readonly Entry[];
}

/**
 * What happened, in order: the newest lines here for the board, all of them in the vault. They are written by activities of their own, never
 * local ones: a workflow task that is lost with its worker is done anew, its lines at another time, and must not have been written yet.
 */
export class Timeline {
  /** What was refused, with a bounded number of lines. */
  readonly refusals = new Refusals((happening) => this.note(happening));
  private readonly recent: Entry[] = [];
  private readonly unwritten: Entry[] = [];
  private seq = 0;
  private writing: Promise<void> = Promise.resolve();
  private sealed = false;
  private waived = false;
  /** The incident's short id, once it is reserved: before that nothing can be written. */
  private incident: string | undefined;
  private reserved = false;
  private lastWritten = 0;
  /** The newest checkpoint: what it covers, and the line that tells of it. */
  private signed: { readonly upTo: number; readonly line: number; readonly digest: string } | null = null;
  private notSigned: string | null = null;

  /** Lines noted once the seal has begun are on the board, and in Temporal's history, but no longer part of the record. */
  note(happening: Happening): void {
    log.info(happening.kind, { incident: this.incident, seq: this.seq + 1 });
    const entry = { seq: ++this.seq, at: Date.now(), ...wellFormed(happening) };
    this.waived ||= isWaiver(entry);
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
    return newestLines(this.recent.filter((entry) => entry.seq > seq));
  }

  /** Whether the record takes no more lines: what is said now would not be in it. */
  get isClosed(): boolean {
    return this.sealed;
  }

  /** Whether a field of the record was waived (BK-E2). */
  get hasWaivers(): boolean {
    return this.waived;
  }

  /** What the vault has not. */
  get pending(): readonly Entry[] {
    return this.unwritten.slice();
  }

  /** Whether the newest line is that of a checkpoint: there is nothing to sign. */
  get isSigned(): boolean {
    return this.signed?.line === this.seq;
  }

  /** Writes down all there is. Called while waiting, never on the way to a containment. What cannot be written now is kept for later. */
  flush(): Promise<void> {
    this.writing = this.writing
      .then(() => this.write())
      .catch((err: unknown) => log.warn('the timeline could not be written yet', { why: String(err) }));
    return this.writing;
  }

  /** Waits for what is being written now. */
  async settled(): Promise<void> {
    await this.writing;
  }

  /** Writes down all there is and signs it. The checkpoint's digest, or null when that cannot be done now: then that is a line. */
  checkpoint(): Promise<string | null> {
    const signing = this.writing
      .then(() => this.sign())
      .catch((err: unknown) => {
        const why = reasonOf(err);
        if (why !== this.notSigned) this.note({ kind: 'not sealed', why }); // once for each reason: a vault that is away for days is one line
        this.notSigned = why;
        return null;
      });
    this.writing = signing.then(() => undefined);
    return signing;
  }

  /** From here on the record takes no more lines. Answers those that the seal has to take with it. */
  async close(): Promise<LastLines> {
    this.sealed = true;
    const { lastSeq } = this.left;
    await this.writing;
    while (!this.fitsOnce) await this.writeSome();
    await this.reserve();
    return { lastSeq, rest: this.pending };
  }

  /** What a record that is closed still waits for. */
  get left(): LastLines {
    return { lastSeq: this.unwritten.at(-1)?.seq ?? this.lastWritten, rest: this.pending };
  }

  /** Whether what is left goes together in one message. */
  private get fitsOnce(): boolean {
    return firstLines(this.unwritten).length === this.unwritten.length;
  }

  private async sign(): Promise<string | null> {
    if (this.incident === undefined || this.sealed) return null;
    while (!this.fitsOnce) await this.writeSome();
    const batch = this.pending;
    const last = batch.at(-1)?.seq ?? this.lastWritten;
    if (last === 0) return null;
    const { signed } = this;
    if (signed && (signed.upTo === last || signed.line === last)) return signed.digest; // nothing new but the line that tells of it
    await this.reserve();
    const digest = await checkpoint(this.incident, batch, last);
    this.unwritten.splice(0, batch.length);
    this.lastWritten = last;
    this.notSigned = null;
    this.note({ kind: 'checkpoint', upTo: last, digest });
    this.signed = { upTo: last, line: this.seq, digest };
    return digest;
  }

  private async write(): Promise<void> {
    while (this.incident !== undefined && this.unwritten.length > 0) await this.writeSome();
  }

  private async writeSome(): Promise<void> {
    await this.reserve();
    const batch = firstLines(this.unwritten);
    await append(this.incident!, batch);
    this.unwritten.splice(0, batch.length);
    this.lastWritten = batch.at(-1)!.seq;
  }

  private async reserve(): Promise<void> {
    this.reserved ||= await open(this.incident!, workflowInfo().runId);
  }
}

/** Half a character has no canonical JSON: one line with it, from whatever a target or a stranger said, and nothing could be sealed. */
const wellFormed = (happening: Happening): Happening =>
  JSON.parse(JSON.stringify(happening), (_name, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value)) as Happening;
