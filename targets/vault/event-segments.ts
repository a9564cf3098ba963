import { TargetError } from '../../domain/target-error.ts';
import type { Entry } from '../../domain/timeline.ts';
import { entryOf, hashOf, lineOf, linesIn, nothingBefore } from '../../contracts/evidence/event-chain.ts';
import { numberedFile, numbersAmong } from '../../contracts/numbered-file.ts';
import { inBatches } from '../in-batches.ts';
import type { EvidenceFolder } from './evidence-folder.ts';

const largestLog = 268_435_456;
const folderName = 'events';
const segmentPath = (first: number): string => `${folderName}/${numberedFile(first, 'jsonl')}`;

/** The segments of an incident's event log, by the number of their first line. */
export async function segmentsOf(folder: EvidenceFolder): Promise<readonly { readonly first: number; readonly path: string }[]> {
  return numbersAmong(await folder.list(folderName), 'jsonl').map((first) => ({ first, path: segmentPath(first) }));
}

/** The lines of one segment or of `events.jsonl`, without their line breaks. EvidenceConflict when it is not there. */
export async function linesOf(folder: EvidenceFolder, path: string): Promise<readonly string[]> {
  const bytes = await folder.read(path, largestLog);
  if (bytes === null) throw new TargetError('EvidenceConflict', `'${path}' is gone: the vault was changed from outside`);
  return linesIn(bytes);
}

/** The lines from that of number `from` on, and one before where there is one: a long log is not read whole for every new line. */
export async function linesFrom(folder: EvidenceFolder, from: number): Promise<readonly string[]> {
  const segments = await segmentsOf(folder);
  const start = segments.findLastIndex(({ first }) => first < from);
  const lines = await inBatches(segments.slice(Math.max(0, start)), 32, ({ path }) => linesOf(folder, path));
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

/**
 * Writes one segment, durable: each line names the one before. `before` is the last line there. Answers its file, also when that was there
 * already; null for no entries.
 */
export async function writeSegment(folder: EvidenceFolder, entries: readonly Entry[], before: string | undefined): Promise<string | null> {
  const [first] = entries;
  if (!first) return null;
  let prev = before === undefined ? nothingBefore : hashOf(before);
  let text = '';
  for (const entry of entries) {
    const line = lineOf(entry, prev);
    text += `${line}\n`;
    prev = hashOf(line);
  }
  const path = segmentPath(first.seq);
  await folder.create(path, Buffer.from(text));
  return path;
}

/** Removes the segments, and their folder. */
export const removeSegments = (folder: EvidenceFolder): Promise<void> => folder.removeFolder(folderName);

/** Throws EvidenceConflict unless the line that is there is this entry. */
export function mustRepeat(entry: Entry, line: string | undefined): void {
  const { prev } = line === undefined ? { prev: '' } : (JSON.parse(line) as { readonly prev: string });
  if (line !== undefined && line === lineOf(entry, prev)) return;
  throw new TargetError(
    'EvidenceConflict',
    `line ${entry.seq} of the event log is there already, with other content; evidence is never overwritten`,
  );
}
