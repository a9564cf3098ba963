import { sha256 } from '../../contracts/digest.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { Entry } from '../../domain/timeline.ts';
import { entryOf, mustBeChained } from '../../contracts/evidence/event-chain.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { linesFrom, linesOf, removeSegments } from './event-segments.ts';
import { sha256sums } from './sha256sums.ts';

export const eventsFile = 'events.jsonl';
export const sumsFile = 'SHA256SUMS';
const recordFile = 'record.json';
const largestSums = 16_777_216;

/** Folds an incident's timeline into its record. Pure. */
export type RecordOf = (incident: string, entries: readonly Entry[]) => object;

/** The text of SHA256SUMS, which is written last and makes the seal; null before. */
export async function sealOf(folder: EvidenceFolder): Promise<string | null> {
  const bytes = await folder.read(sumsFile, largestSums);
  return bytes === null ? null : bytes.toString('utf8');
}

/**
 * Seals an incident's folder and answers the digest of SHA256SUMS; again, the same. Until SHA256SUMS is there, events.jsonl and record.json
 * are only derived and are made anew, for a seal that failed is asked about, and that adds lines. Refused while lines are missing.
 */
export async function sealFolder(folder: EvidenceFolder, incident: string, lastSeq: number, recordOf: RecordOf): Promise<string> {
  const before = await sealOf(folder);
  if (before !== null) return again(folder, lastSeq, before);
  const lines = await linesFrom(folder, 0);
  mustBeComplete(lines, lastSeq);
  const record = recordOf(incident, lines.map(entryOf));
  await folder.replace(eventsFile, Buffer.from(lines.map((line) => `${line}\n`).join('')));
  await folder.replace(recordFile, Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
  await folder.clearLeftovers();
  const files = (await folder.list()).filter((file) => !file.startsWith('events/'));
  const sums = await sha256sums(folder, files);
  await folder.create(sumsFile, Buffer.from(sums));
  await removeSegments(folder);
  return `sha256:${sha256(sums)}`;
}

/** A seal that broke off after SHA256SUMS still has its segments. */
async function again(folder: EvidenceFolder, lastSeq: number, sums: string): Promise<string> {
  const { length } = await linesOf(folder, eventsFile);
  if (length !== lastSeq) throw new TargetError('EvidenceConflict', `sealed already with ${length} lines, not ${lastSeq}`);
  await removeSegments(folder);
  return `sha256:${sha256(sums)}`;
}

function mustBeComplete(lines: readonly string[], lastSeq: number): void {
  mustBeChained(lines);
  if (lines.length < lastSeq) {
    throw new TargetError('Refused', `the event log has ${lines.length} of ${lastSeq} lines: append the rest, then seal`, {
      recoverable: true,
    });
  }
  if (lines.length > lastSeq)
    throw new TargetError('EvidenceConflict', `the event log has ${lines.length} lines, more than the ${lastSeq} to be sealed`);
}
