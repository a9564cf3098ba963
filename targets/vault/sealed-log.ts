import { readBundle } from '../../contracts/evidence/bundle.ts';
import { digestOfBytes } from '../../contracts/digest.ts';
import { numberedFile, numbersAmong } from '../../contracts/numbered-file.ts';
import { isTargetError, TargetError } from '../../domain/target-error.ts';
import type { Sealed } from '../targets.ts';
import type { EvidenceFolder } from './evidence-folder.ts';

/** Beside the incidents' folders: every signed statement of this installation, in the order of sealing. No incident can have this name. */
export const logFolder = '.log';
/** A statement names every file of its incident. */
export const largestBundle = 134_217_728;

/** A number that leaves a larger gap was planted: the next one after it could have too many digits for the log. */
const largestGap = 1_000_000;

/** The numbers that are taken, ascending; without what was planted far beyond them. */
export async function numbersIn(log: EvidenceFolder): Promise<readonly number[]> {
  const numbers = numbersAmong(await log.list());
  return numbers.slice(0, plantedFrom(numbers));
}

/** Numbers so far beyond the others that no seal can have claimed them, ascending. */
export async function plantedIn(log: EvidenceFolder): Promise<readonly number[]> {
  const numbers = numbersAmong(await log.list());
  return numbers.slice(plantedFrom(numbers));
}

function plantedFrom(numbers: readonly number[]): number {
  const found = numbers.findIndex((number, index) => number - (numbers[index - 1] ?? 0) > largestGap);
  return found === -1 ? numbers.length : found;
}

/** NotFound when there is none of that number. */
export async function entryAt(log: EvidenceFolder, number: number): Promise<Buffer> {
  const bytes = await log.read(numberedFile(number), largestBundle);
  if (bytes === null) throw new TargetError('NotFound', `the log has no record ${number}`);
  return bytes;
}

/** The entry of an incident among `numbers`, newest first; null when there is none. */
async function entryOfIncident(log: EvidenceFolder, incident: string, numbers: readonly number[]): Promise<Buffer | null> {
  for (const number of [...numbers].reverse()) {
    const bytes = await entryAt(log, number);
    const read = readBundle(bytes);
    if (typeof read !== 'string' && read.statement.predicate.incident === incident) return bytes;
  }
  return null;
}

/** Whose record a number is claimed for. */
interface Claim {
  readonly incident: string;
  /** The last number that is known to be of other records: the log is not read whole for every seal. */
  readonly since: number;
}

/** A statement that was just signed, and where it stands: it is not read again, for it may name thousands of files. */
export interface Signed {
  readonly bytes: Buffer;
  readonly place: Sealed;
}

/**
 * Claims the next number for a record: `make` signs a statement that names that number and the entry before. Two that seal at once never
 * get the same one, for entries are created and never replaced; the loser signs anew. A record has one number: what was claimed for it after
 * `since`, by an attempt that broke off or by another worker, is answered instead.
 */
export async function claimNext(
  log: EvidenceFolder,
  { incident, since }: Claim,
  make: (place: Omit<Sealed, 'digest'>) => Promise<Buffer>,
): Promise<Signed> {
  for (let seen = since; ;) {
    const numbers = await numbersIn(log);
    const newer = numbers.filter((number) => number > seen);
    const claimed = await entryOfIncident(log, incident, newer);
    if (claimed) return { bytes: claimed, place: placeOf(claimed) };
    const last = numbers.at(-1) ?? 0;
    seen = last;
    const previous = last === 0 ? null : digestOfBytes(await entryAt(log, last));
    const place = { number: last + 1, previous };
    const bytes = await make(place);
    try {
      await log.create(numberedFile(last + 1), bytes);
      return { bytes, place: { ...place, digest: digestOfBytes(bytes) } };
    } catch (error) {
      if (!isTargetError(error, 'EvidenceConflict')) throw error;
    }
  }
}

/** What a signed statement that was found says of its place in the log. */
export function placeOf(bytes: Buffer): Sealed {
  const read = readBundle(bytes);
  if (typeof read === 'string') throw new TargetError('EvidenceConflict', `a sealed statement in the vault was changed: ${read}`);
  return { ...read.statement.predicate.log, digest: digestOfBytes(bytes) };
}
