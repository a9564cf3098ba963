import type { KeyObject } from 'node:crypto';
import {
  checkpointBytes,
  checkpointDigest,
  checkpointFolder,
  checkpointPath,
  readCheckpoint,
} from '../../contracts/evidence/checkpoint.ts';
import { entryOf, hashOf, mustBeChained } from '../../contracts/evidence/event-chain.ts';
import { numbersAmong } from '../../contracts/numbered-file.ts';
import { isTargetError, TargetError } from '../../domain/target-error.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { linesFrom } from './event-segments.ts';
import { createUnsealed, mustBeTaken } from './seal-of.ts';

const largestCheckpoint = 67_108_864;

interface Written {
  readonly seq: number;
  readonly bytes: Buffer;
}

/** Every checkpoint of an incident, oldest first. */
export async function checkpointsOf(folder: EvidenceFolder): Promise<readonly Written[]> {
  const found: Written[] = [];
  for (const seq of numbersAmong(await folder.list(checkpointFolder))) {
    const bytes = await folder.read(checkpointPath(seq), largestCheckpoint);
    if (bytes !== null) found.push({ seq, bytes });
  }
  return found;
}

/**
 * Signs what is known up to line `lastSeq`, and answers the digest. The same moment is sealed once: again answers what is there.
 * EvidenceConflict once the folder is sealed without it.
 */
export async function writeCheckpoint(folder: EvidenceFolder, incident: string, lastSeq: number, key: KeyObject): Promise<string> {
  const before = await checkpointsOf(folder);
  const there = before.find(({ seq }) => seq === lastSeq);
  await mustBeTaken(folder, checkpointPath(lastSeq));
  if (there) return checkpointDigest(there.bytes);
  const line = await chainedLine(folder, lastSeq);
  const last = before.findLast(({ seq }) => seq < lastSeq);
  const known = new Set(before.flatMap(({ bytes }) => filesIn(bytes)));
  const fresh = (await folder.list('files')).map((name) => `files/${name}`).filter((name) => !known.has(name));
  const digests = await folder.hashes(fresh);
  const files = fresh.map((name, index) => ({ name, digest: `sha256:${digests[index]}` }));
  const { at } = entryOf(line);
  const checkpoint = { incident, seq: lastSeq, at, head: hashOf(line), previous: last ? checkpointDigest(last.bytes) : null, files };
  const bytes = checkpointBytes(checkpoint, key);
  try {
    await createUnsealed(folder, checkpointPath(lastSeq), bytes);
    return checkpointDigest(bytes);
  } catch (error) {
    // An attempt that was given up may have sealed this moment before a file more was kept: what it sealed stands. Sealed, the next refuses.
    if (isTargetError(error, 'EvidenceConflict')) return writeCheckpoint(folder, incident, lastSeq, key);
    throw error;
  }
}

async function chainedLine(folder: EvidenceFolder, seq: number): Promise<string> {
  const lines = await linesFrom(folder, 0);
  mustBeChained(lines);
  const line = lines[seq - 1];
  if (line !== undefined) return line;
  throw new TargetError('Refused', `the event log has ${lines.length} lines, and line ${seq} is to be sealed: append first`, {
    recoverable: true,
  });
}

function filesIn(bytes: Buffer): readonly string[] {
  const read = readCheckpoint(bytes);
  if (typeof read !== 'string') return read.files.map(({ name }) => name);
  throw new TargetError('EvidenceConflict', `a checkpoint in the vault was changed from outside: ${read}`);
}
