import { bundleFile, sumsFile } from '../../contracts/evidence/bundle.ts';
import { entryOf, mustBeChained } from '../../contracts/evidence/event-chain.ts';
import { isEvidenceName } from '../../contracts/evidence/statement.ts';
import { verifyScript } from '../../contracts/evidence/verify-script.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { Entry } from '../../domain/timeline.ts';
import type { Sealed, Sealing } from '../targets.ts';
import { stampsOf, type AskForStamp } from './ask-for-stamp.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { linesFrom, linesOf, removeSegments } from './event-segments.ts';
import { cameTooLate, listedIn, sealOf, type Listed } from './seal-of.ts';
import { claimNext, largestBundle, numbersIn, placeOf, type Signed } from './sealed-log.ts';
import type { Sealer } from './sealer.ts';
import { signedStatement } from './signed-statement.ts';

export const eventsFile = 'events.jsonl';
const recordFile = 'record.json';
const scriptFile = 'verify.sh';

const isSegment = (file: string): boolean => file.startsWith('events/');

/** Folds an incident's timeline into its record. Pure. */
export type RecordOf = (incident: string, entries: readonly Entry[]) => object;

export interface ToSeal {
  readonly folder: EvidenceFolder;
  readonly log: EvidenceFolder;
  readonly incident: string;
  readonly recordOf: RecordOf;
  readonly sealer: Sealer;
}

/**
 * Seals an incident's folder; again, the same. Until SHA256SUMS is there, events.jsonl and record.json are only derived and are made anew,
 * for a seal that failed is asked about, and that adds lines. Refused while lines are missing.
 */
export async function sealFolder(given: ToSeal, sealing: Sealing): Promise<Sealed> {
  const { folder } = given;
  // Asked before SHA256SUMS is looked for: whoever claims a number for this record does so after that file, and so after this number.
  const last = (await numbersIn(given.log)).at(-1) ?? 0;
  const isAgain = (await sealOf(folder)) !== null;
  if (isAgain || !(await wroteSums(given, sealing.lastSeq))) await mustHaveEnded(folder, sealing.lastSeq);
  const sums = (await sealOf(folder)) ?? '';
  const listed = listedIn(sums);
  const stamps = stampsOf(given.sealer);
  const toSign = { sealing, sums, listed, since: isAgain ? 0 : last, askForStamp: stamps.ask };
  const signed = async (): Promise<Signed> => (isAgain ? await copied(folder) : null) ?? (await sign(given, toSign));
  const [{ bytes, place }] = await Promise.all([signed(), removeSegments(folder).then(() => keepListed(folder, listed))]);
  await folder.create(bundleFile, bytes);
  // An authority may answer late: who made a file while it was waited for may have died before taking it away (BK-E1).
  if (given.sealer.stamp) await keepListed(folder, listed);
  return { ...place, ...stamps.lacking(bytes) };
}

/** False when another worker sealed meanwhile, whatever that made of this attempt: what it listed stands. */
async function wroteSums(given: ToSeal, lastSeq: number): Promise<boolean> {
  try {
    await writeSums(given, lastSeq);
    return true;
  } catch (error) {
    if ((await sealOf(given.folder)) === null) throw error;
    return false;
  }
}

async function writeSums({ folder, incident, recordOf }: ToSeal, lastSeq: number): Promise<void> {
  const lines = await linesFrom(folder, 0);
  mustBeComplete(lines, lastSeq);
  const record = recordOf(incident, lines.map(entryOf));
  await derive(folder, eventsFile, lines.map((line) => `${line}\n`).join(''));
  await derive(folder, recordFile, `${JSON.stringify(record, null, 2)}\n`);
  await derive(folder, scriptFile, verifyScript);
  const files = (await folder.list()).filter((file) => !isSegment(file));
  mustBeNamed(files);
  const digests = await folder.hashes(files);
  // GNU's format: `sha256sum -c SHA256SUMS` in the folder checks it.
  await folder.create(sumsFile, Buffer.from(files.map((file, index) => `${digests[index]}  ${file}\n`).join('')));
}

/**
 * A worker that wakes late may have made a file after the others were listed, and found no list yet: nobody waits for what it made, and one
 * that comes after the list finds it. What was killed right after any file got its name left that file's temporary one (BK-E1).
 */
async function keepListed(folder: EvidenceFolder, listed: readonly Listed[]): Promise<void> {
  await folder.keepOnly(new Set([...listed.map(({ name }) => name), sumsFile, bundleFile]));
}

/** What is listed is signed and can never be read again under a name that no tool takes: it is refused while somebody can still move it. */
function mustBeNamed(files: readonly string[]): void {
  const odd = files.find((file) => !isEvidenceName(file));
  if (odd === undefined) return;
  throw new TargetError(
    'Escapes',
    `${JSON.stringify(odd)} cannot be sealed: names in a record are letters, digits and _@+=,.~-. Move it out of the incident's folder, or ` +
      'give it such a name; sealing is tried again',
  );
}

/** Nothing is made anew once it is listed: another release may fold the record differently, a later attempt has more lines. */
const derive = (folder: EvidenceFolder, file: string, text: string): Promise<void> =>
  folder.replace(file, Buffer.from(text), async () => {
    if ((await sealOf(folder)) !== null) throw cameTooLate(`'${file}'`);
  });

/** What an attempt that broke off signed and copied to the folder. */
async function copied(folder: EvidenceFolder): Promise<Signed | null> {
  const bytes = await folder.read(bundleFile, largestBundle);
  return bytes && { bytes, place: placeOf(bytes) };
}

interface ToSign {
  readonly sealing: Sealing;
  /** The text of SHA256SUMS, and what it lists. */
  readonly sums: string;
  readonly listed: readonly Listed[];
  /** The last number of the log that is known to be of other records. */
  readonly since: number;
  readonly askForStamp: AskForStamp;
}

async function sign({ folder, log, incident, sealer }: ToSeal, { since, ...toSign }: ToSign): Promise<Signed> {
  const lines = await linesOf(folder, eventsFile);
  return claimNext(log, { incident, since }, (place) => signedStatement({ folder, incident, lines, sealer, log: place, ...toSign }));
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
