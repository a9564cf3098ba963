import type { KeyObject } from 'node:crypto';
import { digestOfBytes } from '../digest.ts';
import { bundleFile, isSignedBy, readBundle } from './bundle.ts';

/** The log of sealed records of one installation, to be read. */
export interface SealedLog {
  /** Numbers that are taken, ascending. */
  numbers(): Promise<readonly number[]>;
  /** Numbers that lie so far beyond those that no seal claimed them: they are no records. */
  planted(): Promise<readonly number[]>;
  entry(number: number): Promise<Buffer>;
  /** Names of the incidents whose folder has a signed statement. */
  sealed(): Promise<readonly string[]>;
  /** An incident's own signed statement, or null when it is not there. */
  statementOf(incident: string): Promise<Buffer | null>;
}

export interface LogVerdict {
  readonly problems: readonly string[];
  readonly records: number;
  /** Digest of the newest record, or null while there is none. */
  readonly head: string | null;
}

/**
 * Finds a missing, reordered or rewritten record: every entry names its number and the one before, and is in its incident's folder byte for
 * byte. `keys`: the public keys that the installation has had; with none, no signature is looked at. `heads`: digests that an anchor outside has; each must be one of the log's, so that a log cut short, or made anew, shows.
 */
export async function checkLog(log: SealedLog, keys: readonly KeyObject[], heads: readonly string[]): Promise<LogVerdict> {
  const problems: string[] = [];
  const digests: string[] = [];
  const incidents = new Set<string>();
  const numbers = await log.numbers();
  for (let number = 1; number <= (numbers.at(-1) ?? 0); number++) {
    if (!numbers.includes(number)) {
      problems.push(`record ${number} is missing`);
      digests.push('');
      continue;
    }
    const bytes = await log.entry(number);
    const said = await entryTrouble(log, number, bytes, digests.at(-1) ?? null, keys);
    problems.push(...said.problems);
    if (said.incident !== null) incidents.add(said.incident);
    digests.push(digestOfBytes(bytes));
  }
  for (const number of await log.planted())
    problems.push(`record ${number} is far beyond the others and was put in: it is not read; take it out of the log`);
  for (const incident of await log.sealed()) if (!incidents.has(incident)) problems.push(`${incident} is sealed, and not in the log`);
  for (const head of heads)
    if (!digests.includes(head)) problems.push(`${head}, which the anchor has, is not in the log: it was cut short or rewritten`);
  return { problems, records: numbers.length, head: digests.at(-1) ?? null };
}

async function entryTrouble(
  log: SealedLog,
  number: number,
  bytes: Buffer,
  previous: string | null,
  keys: readonly KeyObject[],
): Promise<{ readonly problems: readonly string[]; readonly incident: string | null }> {
  const read = readBundle(bytes);
  if (typeof read === 'string') return { problems: [`record ${number}: ${read}`], incident: null };
  const { incident, log: place } = read.statement.predicate;
  const there = await log.statementOf(incident);
  const problems = [
    place.number === number ? null : `record ${number} says that it is record ${place.number}: they were reordered`,
    place.previous === previous || previous === ''
      ? null
      : `record ${number} does not name the one before it: one was rewritten, put in or taken out`,
    keys.length === 0 || keys.some((key) => isSignedBy(read, key))
      ? null
      : `record ${number} was not signed with ${keys.length === 1 ? 'this key' : 'any of these keys'}`,
    there === null ? `record ${number} is of ${incident}, whose ${bundleFile} is missing` : null,
    there !== null && !there.equals(bytes)
      ? `record ${number} is of ${incident}, whose ${bundleFile} is another: one of them was rewritten`
      : null,
  ];
  return { problems: problems.filter((problem) => problem !== null), incident };
}
