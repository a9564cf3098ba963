import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TargetError } from '../../domain/target-error.ts';
import type { Entry } from '../../domain/timeline.ts';
import { readWhole } from '../bounded-file.ts';
import { createOnly, makeFolders } from './create-only.ts';
import { entryOf, hashOf, lineOf, nothingBefore } from '../../contracts/evidence/event-chain.ts';

const largestLog = 268_435_456;
const segmentName = /^\d{12}\.jsonl$/;
const folderName = 'events';

/** The segments of an incident's event log, by the number of their first line. None when there is no folder. */
export async function segmentsOf(incident: string): Promise<readonly { readonly first: number; readonly path: string }[]> {
  const names = await readdir(join(incident, folderName)).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw error;
  });
  const segments = names.filter((name) => segmentName.test(name)).sort();
  return segments.map((name) => ({ first: Number.parseInt(name, 10), path: join(incident, folderName, name) }));
}

/** The lines of one segment or of `events.jsonl`, without their line breaks. */
export async function linesOf(path: string): Promise<readonly string[]> {
  const text = (await readWhole(path, largestLog)).toString('utf8');
  return text.split('\n').filter((line) => line !== '');
}

/** The lines from that of number `from` on, and one before where there is one: a long log is not read whole for every new line. */
export async function linesFrom(incident: string, from: number): Promise<readonly string[]> {
  const segments = await segmentsOf(incident);
  const start = segments.findLastIndex(({ first }) => first < from);
  const lines = await Promise.all(segments.slice(Math.max(0, start)).map(({ path }) => linesOf(path)));
  return lines.flat();
}

/**
 * Those of `entries` that are not in `lines` yet. They begin right after the last line: Refused, recoverable, when some between are missing,
 * for they may still be on their way. EvidenceConflict when a line is there with other content.
 */
export function newEntries(entries: readonly Entry[], lines: readonly string[]): readonly Entry[] {
  const there = new Map(lines.map((line) => [entryOf(line).seq, line]));
  const last = Math.max(0, ...there.keys());
  for (const entry of entries.filter(({ seq }) => seq <= last)) mustRepeat(entry, there.get(entry.seq));
  const fresh = entries.filter(({ seq }) => seq > last);
  const odd = fresh.find(({ seq }, index) => seq !== last + 1 + index);
  if (!odd) return fresh;
  throw new TargetError(
    'Refused',
    `the event log ends with line ${last}, and line ${odd.seq} is not the next: the lines between come first`,
    { recoverable: true },
  );
}

/** Writes one segment, durable: each line names the one before. `before` is the last line there. Nothing for no entries. */
export async function writeSegment(incident: string, entries: readonly Entry[], before: string | undefined): Promise<void> {
  const [first] = entries;
  if (!first) return;
  let prev = before === undefined ? nothingBefore : hashOf(before);
  let text = '';
  for (const entry of entries) {
    const line = lineOf(entry, prev);
    text += `${line}\n`;
    prev = hashOf(line);
  }
  await makeFolders(incident, folderName);
  await createOnly(join(incident, folderName, `${String(first.seq).padStart(12, '0')}.jsonl`), Buffer.from(text));
}

/** Removes the segments, and their folder. */
export const removeSegments = (incident: string): Promise<void> => rm(join(incident, folderName), { recursive: true, force: true });

/** Throws EvidenceConflict unless the line that is there is this entry. */
export function mustRepeat(entry: Entry, line: string | undefined): void {
  const { prev } = line === undefined ? { prev: '' } : (JSON.parse(line) as { readonly prev: string });
  if (line !== undefined && line === lineOf(entry, prev)) return;
  throw new TargetError(
    'EvidenceConflict',
    `line ${entry.seq} of the event log is there already, with other content; evidence is never overwritten`,
  );
}
