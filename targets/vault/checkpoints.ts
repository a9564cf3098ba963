import type { KeyObject } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  checkpointBytes,
  checkpointDigest,
  checkpointFolder,
  checkpointPath,
  readCheckpoint,
} from '../../contracts/evidence/checkpoint.ts';
import { entryOf, hashOf, mustBeChained } from '../../contracts/evidence/event-chain.ts';
import { TargetError } from '../../domain/target-error.ts';
import { readWhole } from '../bounded-file.ts';
import { createOnly, makeFolders } from './create-only.ts';
import { linesFrom } from './event-segments.ts';
import { hashFiles } from '../../contracts/evidence/hash-files.ts';
import { filesBelow } from './incident-folder.ts';

const largestCheckpoint = 67_108_864;

interface Written {
  readonly seq: number;
  readonly bytes: Buffer;
}

/** Every checkpoint of an incident, oldest first. */
export async function checkpointsOf(folder: string): Promise<readonly Written[]> {
  const names = await readdir(join(folder, checkpointFolder)).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw error;
  });
  const files = names.filter((name) => /^\d{12}\.json$/.test(name)).sort();
  return Promise.all(
    files.map(async (name) => ({
      seq: Number.parseInt(name, 10),
      bytes: await readWhole(join(folder, checkpointFolder, name), largestCheckpoint),
    })),
  );
}

/** Signs what is known up to line `lastSeq`, and answers the digest. The same moment is sealed once: again answers what is there. */
export async function writeCheckpoint(folder: string, incident: string, lastSeq: number, key: KeyObject): Promise<string> {
  const before = await checkpointsOf(folder);
  const there = before.find(({ seq }) => seq === lastSeq);
  if (there) return checkpointDigest(there.bytes);
  const line = await chainedLine(folder, lastSeq);
  const last = before.findLast(({ seq }) => seq < lastSeq);
  const known = new Set(before.flatMap(({ bytes }) => filesIn(bytes)));
  const fresh = (await filesBelow(folder)).filter((name) => name.startsWith('files/') && !known.has(name));
  const digests = await hashFiles(folder, fresh);
  const files = fresh.map((name, index) => ({ name, digest: `sha256:${digests[index]}` }));
  const { at } = entryOf(line);
  const checkpoint = { incident, seq: lastSeq, at, head: hashOf(line), previous: last ? checkpointDigest(last.bytes) : null, files };
  const bytes = checkpointBytes(checkpoint, key);
  await makeFolders(folder, checkpointFolder);
  try {
    await createOnly(join(folder, checkpointPath(lastSeq)), bytes);
    return checkpointDigest(bytes);
  } catch (error) {
    // An attempt that was given up may have sealed this moment before a file more was kept: what it sealed stands.
    if (error instanceof TargetError && error.code === 'EvidenceConflict') return writeCheckpoint(folder, incident, lastSeq, key);
    throw error;
  }
}

async function chainedLine(folder: string, seq: number): Promise<string> {
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
