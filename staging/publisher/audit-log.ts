import { existsSync, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { digestOf } from '../../contracts/digest.ts';
import type { Change } from '../../contracts/platform-api.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { channelText, type Channel } from '../../domain/scope.ts';

/** One line of the audit log: a change that took effect (or found its state already so), and by whom it was asked. */
export interface AuditLine {
  readonly channel: Channel;
  readonly request_digest: string;
  readonly change: Change;
  /** Digest of the line before; empty for the first. */
  readonly prev: string;
}

/** The publisher's memory: append-only, fsynced, hash-chained. What it does not say did not happen. */
export interface AuditLog {
  find(channel: Channel, key: string): AuditLine | undefined;
  of(channel: Channel): readonly AuditLine[];
  /** Writes a line durably and answers the change with its audit event. */
  append(channel: Channel, entry: AuditEntry): Promise<Change>;
  close(): Promise<void>;
}

/** A change to be recorded, before it has its event. */
export interface AuditEntry {
  readonly request_digest: string;
  readonly actor: string;
  readonly at: string;
  readonly change: Omit<Change, 'audit_event'>;
}

/** Opens the log, reading what an earlier run left. A torn last line (a crash in mid-write) is cut off: it was never answered. */
export async function auditLog(path: string): Promise<AuditLog> {
  const written = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = written.subarray(0, written.lastIndexOf('\n') + 1);
  const lines = whole
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as AuditLine);
  const file: FileHandle = await open(path, 'a');
  if (whole.length < written.length) await file.truncate(whole.length);
  let last = Promise.resolve();

  const write = async (channel: Channel, { request_digest, actor, at, change }: AuditEntry): Promise<Change> => {
    const event = { id: `aud-${String(lines.length + 1).padStart(6, '0')}`, at, actor, action: change.action };
    const prev = lines.length === 0 ? '' : digestOf(lines.at(-1));
    const digest = digestOf({ ...event, channel, change, request_digest, prev });
    const line: AuditLine = { channel, request_digest, change: { ...change, audit_event: { ...event, digest } }, prev };
    await file.appendFile(`${canonicalJson(line)}\n`);
    await file.datasync();
    lines.push(line);
    return line.change;
  };
  const of = (channel: Channel): readonly AuditLine[] => lines.filter((line) => channelText(line.channel) === channelText(channel));
  return {
    of,
    find: (channel, key) => of(channel).find(({ change }) => change.key === key),
    append: (channel, entry) => {
      const done = last.then(() => write(channel, entry));
      // One line after the other; a failed append is its own caller's error, and must not fail the next.
      last = done.then(
        () => undefined,
        () => undefined,
      );
      return done;
    },
    close: () => last.then(() => file.close()),
  };
}
