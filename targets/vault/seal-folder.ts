import { bundleFile, sumsFile } from '../../contracts/evidence/bundle.ts';
import { entryOf, mustBeChained } from '../../contracts/evidence/event-chain.ts';
import { verifyScript } from '../../contracts/evidence/verify-script.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { Entry } from '../../domain/timeline.ts';
import type { Sealed, Sealing } from '../targets.ts';
import { stampsOf, type AskForStamp } from './ask-for-stamp.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { linesFrom, linesOf, removeSegments } from './event-segments.ts';
import { claimNext, entryOfIncident, largestBundle, placeOf, type Signed } from './sealed-log.ts';
import type { Sealer } from './sealer.ts';
import { signedStatement } from './signed-statement.ts';

export const eventsFile = 'events.jsonl';
const recordFile = 'record.json';
const scriptFile = 'verify.sh';
const largestSums = 67_108_864;

/** Folds an incident's timeline into its record. Pure. */
export type RecordOf = (incident: string, entries: readonly Entry[]) => object;

export interface ToSeal {
  readonly folder: EvidenceFolder;
  readonly log: EvidenceFolder;
  readonly incident: string;
  readonly recordOf: RecordOf;
  readonly sealer: Sealer;
}

/** The text of SHA256SUMS, after which nothing is taken any more; null before. */
export async function sealOf(folder: EvidenceFolder): Promise<string | null> {
  const bytes = await folder.read(sumsFile, largestSums);
  return bytes === null ? null : bytes.toString('utf8');
}

/** Whether the list names the file. */
export const isListed = (sums: string, file: string): boolean => sums.split('\n').some((line) => line.slice(66) === file);

/**
 * Seals an incident's folder; again, the same. Until SHA256SUMS is there, events.jsonl and record.json are only derived and are made anew,
 * for a seal that failed is asked about, and that adds lines. Refused while lines are missing.
 */
export async function sealFolder(given: ToSeal, sealing: Sealing): Promise<Sealed> {
  const { folder } = given;
  const isAgain = (await sealOf(folder)) !== null;
  if (isAgain) await mustHaveEnded(folder, sealing.lastSeq);
  else await writeSums(given, sealing.lastSeq);
  const stamps = stampsOf(given.sealer);
  const { bytes, place } = (isAgain ? await signedBefore(given) : null) ?? (await sign(given, sealing, stamps.ask));
  await folder.create(bundleFile, bytes);
  await removeSegments(folder);
  // Last, for what was killed right after any file got its name left that file's temporary one, which no record may have in it (BK-E1).
  await folder.clearLeftovers();
  return { ...place, ...stamps.lacking(bytes) };
}

async function writeSums({ folder, incident, recordOf }: ToSeal, lastSeq: number): Promise<void> {
  const lines = await linesFrom(folder, 0);
  mustBeComplete(lines, lastSeq);
  const record = recordOf(incident, lines.map(entryOf));
  await folder.replace(eventsFile, Buffer.from(lines.map((line) => `${line}\n`).join('')));
  await folder.replace(recordFile, Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
  await folder.replace(scriptFile, Buffer.from(verifyScript));
  const files = (await folder.list()).filter((file) => !file.startsWith('events/'));
  const digests = await folder.hashes(files);
  // GNU's format: `sha256sum -c SHA256SUMS` in the folder checks it.
  await folder.create(sumsFile, Buffer.from(files.map((file, index) => `${digests[index]}  ${file}\n`).join('')));
}

/** What an attempt signed that broke off: in the folder, or claimed in the log and not copied yet. */
async function signedBefore({ folder, log, incident }: ToSeal): Promise<Signed | null> {
  const bytes = (await folder.read(bundleFile, largestBundle)) ?? (await entryOfIncident(log, incident));
  return bytes && { bytes, place: placeOf(bytes) };
}

async function sign({ folder, log, incident, sealer }: ToSeal, sealing: Sealing, askForStamp: AskForStamp): Promise<Signed> {
  const lines = await linesOf(folder, eventsFile);
  const sums = (await sealOf(folder)) ?? '';
  return claimNext(log, (place) => signedStatement({ folder, incident, lines, sums, sealing, sealer, log: place, askForStamp }));
}

/** A seal that broke off after SHA256SUMS still has its segments. */
async function mustHaveEnded(folder: EvidenceFolder, lastSeq: number): Promise<void> {
  const { length } = await linesOf(folder, eventsFile);
  if (length !== lastSeq) throw new TargetError('EvidenceConflict', `sealed already with ${length} lines, not ${lastSeq}`);
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
