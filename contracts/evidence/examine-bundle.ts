import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordOf } from '../../domain/record.ts';
import { of, type Entry } from '../../domain/timeline.ts';
import { sha256 } from '../digest.ts';
import type { KeyHolder } from '../signed-text.ts';
import { checkpointDigest, checkpointFolder, readCheckpoint } from './checkpoint.ts';
import { countersignatures } from './countersignatures.ts';
import { entryOf, hashOf, linesIn, mustBeChained } from './event-chain.ts';
import { signaturesOf } from './people-signatures.ts';
import type { EvidencePredicate, EvidenceStatement } from './statement.ts';

/** Something that was looked at beyond the three verdicts. */
export interface Examined {
  readonly name: 'statement' | 'lines' | 'checkpoints' | 'record' | 'people';
  readonly problems: readonly string[];
  /** What was found, when there is no problem. */
  readonly say: string;
  /** It was not looked at, so that nothing is proven either way (BK-P1). */
  readonly isUnchecked?: boolean;
}

/**
 * What only this software checks of a bundle whose three verdicts hold: that the lines follow from each other, that the checkpoints
 * fit them, that the record says what the lines say, and whose signatures stand behind the decisions, by a roster from elsewhere.
 */
export async function examineBundle(
  folder: string,
  statement: EvidenceStatement | string | null,
  key: KeyObject | readonly KeyObject[],
  people: readonly KeyHolder[] | null,
): Promise<readonly Examined[]> {
  if (statement === null) return [];
  if (typeof statement === 'string') return [{ name: 'statement', problems: [statement], say: '' }];
  const names = statement.subject.map(({ name }) => name);
  if (!['events.jsonl', 'record.json'].every((name) => names.includes(name)))
    return [{ name: 'statement', problems: ['events.jsonl or record.json is not among what was signed'], say: '' }];
  const lines = linesIn(await readFile(join(folder, 'events.jsonl')));
  const chain = chainOf(lines, statement.predicate);
  if (chain.problems.length > 0) return [chain];
  const entries = lines.map(entryOf);
  const checkpoints = await checkpointsIn(folder, names);
  return [
    chain,
    checkpointsOf(checkpoints, lines, statement, [key].flat()),
    await looked('record', () => recordIn(folder, statement.predicate.incident, entries)),
    await looked('people', () => peopleOf(entries, checkpoints, statement, people)),
  ];
}

/** Lines that were signed and chained may still be of no shape that was ever written: that is a finding too. */
async function looked(name: Examined['name'], look: () => Examined | Promise<Examined>): Promise<Examined> {
  try {
    return await look();
  } catch (err) {
    return { name, problems: [`the lines are not such as this version writes: ${(err as Error).message}`], say: '' };
  }
}

function chainOf(lines: readonly string[], { events, incident }: EvidencePredicate): Examined {
  const say = `${lines.length} lines follow from each other, and end where the statement says`;
  try {
    mustBeChained(lines);
  } catch (err) {
    return { name: 'lines', problems: [(err as Error).message], say };
  }
  const head = lines.length === 0 ? '' : hashOf(lines.at(-1)!);
  const isWhole = lines.length === events.lines && head === events.head;
  return { name: 'lines', problems: isWhole ? [] : [`the lines of ${incident} do not end where the statement says`], say };
}

interface Written {
  readonly name: string;
  readonly bytes: Buffer;
}

/** All that was signed there, whatever it is: the three verdicts hold, so that nothing else is there. */
function checkpointsIn(folder: string, signed: readonly string[]): Promise<readonly Written[]> {
  const prefix = `${checkpointFolder}/`;
  const names = signed.filter((name) => name.startsWith(prefix)).sort((one, other) => (one < other ? -1 : 1));
  return Promise.all(names.map(async (name) => ({ name: name.slice(prefix.length), bytes: await readFile(join(folder, name)) })));
}

function checkpointsOf(
  found: readonly Written[],
  lines: readonly string[],
  { subject, predicate }: EvidenceStatement,
  keys: readonly KeyObject[],
): Examined {
  const digests = new Map(subject.map(({ name, digest }) => [name, `sha256:${digest.sha256}`]));
  const problems: string[] = [];
  let previous: string | null = null;
  for (const { name, bytes } of found) {
    const read = readCheckpoint(bytes, keys);
    if (typeof read === 'string') problems.push(`${name}: ${read}`);
    else {
      const line = lines[read.seq - 1];
      if (read.incident !== predicate.incident) problems.push(`${name} is of ${read.incident}`);
      if (read.previous !== previous) problems.push(`${name} does not name the checkpoint before it: one is missing, or was put in`);
      if (line === undefined || hashOf(line) !== read.head) problems.push(`${name} sealed other lines than these`);
      const lost = read.files.filter((file) => digests.get(file.name) !== file.digest);
      problems.push(...lost.map((file) => `${name} sealed ${file.name}, which is not here as it was then`));
    }
    previous = checkpointDigest(bytes);
  }
  const { count, last } = predicate.checkpoints;
  if (found.length !== count || previous !== last) problems.push('the checkpoints are not those that the statement counts');
  return { name: 'checkpoints', problems, say: `${count} checkpoints, each signed while the incident ran, fit the lines and each other` };
}

async function recordIn(folder: string, incident: string, entries: readonly Entry[]): Promise<Examined> {
  const made = `${JSON.stringify(recordOf(incident, entries), null, 2)}\n`;
  const there = await readFile(join(folder, 'record.json'), 'utf8');
  const problems = sha256(made) === sha256(there) ? [] : ['record.json does not say what this version makes of the lines'];
  return { name: 'record', problems, say: 'record.json says what the lines say' };
}

function peopleOf(
  entries: readonly Entry[],
  checkpoints: readonly Written[],
  { subject, predicate }: EvidenceStatement,
  people: readonly KeyHolder[] | null,
): Examined {
  const digests = checkpoints.map(({ bytes }) => checkpointDigest(bytes));
  const counted = JSON.stringify(countersignatures(entries, digests)) === JSON.stringify(predicate.countersigned);
  const odd = [...(counted ? [] : ['the countersignatures are not those that the statement counts']), ...lostAttachments(entries, subject)];
  if (people === null)
    return { name: 'people', problems: odd, say: 'not checked: give the roster with --people', isUnchecked: odd.length === 0 };
  const { problems, signed } = signaturesOf(predicate.incident, entries, people);
  return { name: 'people', problems: [...odd, ...problems], say: `${signed} signatures are of the people whom the lines name` };
}

/** What was attached is here as it was signed (BK-P5). */
function lostAttachments(entries: readonly Entry[], subject: EvidenceStatement['subject']): readonly string[] {
  const digests = new Map(subject.map(({ name, digest }) => [name, `sha256:${digest.sha256}`]));
  return of(entries, 'stated').flatMap(({ seq, person, signed }) =>
    signed.kind === 'attachment' && digests.get(`files/${signed.name}`) !== signed.digest
      ? [`line ${seq}: ${signed.name}, which ${person} attached, is not here as it was signed`]
      : [],
  );
}
