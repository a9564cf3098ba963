import { readdir, rmdir } from 'node:fs/promises';
import { join, parse, relative, resolve } from 'node:path';
import { entryOf, linesIn } from '../../contracts/evidence/event-chain.ts';
import { isTargetError, TargetError } from '../../domain/target-error.ts';
import type { Entry } from '../../domain/timeline.ts';
import { fileError } from '../file-error.ts';
import { hashInPieces } from '../hash-in-pieces.ts';
import { inBatches } from '../in-batches.ts';
import type { KeptFile, Vault } from '../targets.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { linesFrom, mustRepeat, segmentsOf, writeSegment } from './event-segments.ts';
import { makeFolders } from './create-only.ts';
import { fileSystemStore } from './file-system-store.ts';
import { evidencePath, filesIn, foldersOfIncidents, incidentFolder } from './incident-folder.ts';
import { keptFile, largestEvidence } from './kept-file.ts';
import { reserve, runFile, runOf } from './run-file.ts';
import { whileDoing } from './while-doing.ts';

/** What waits for the vault, in the vault's own layout, fsynced. The chain between segments is made by the vault when they get there. */
export interface Spool {
  open(incident: string, run: string): Promise<boolean>;
  keep(incident: string, name: string, bytes: Uint8Array): Promise<string>;
  append(incident: string, entries: readonly Entry[]): Promise<void>;
  /** A file that waits here, or null. */
  kept(incident: string, name: string): Promise<KeptFile | null>;
  holds(incident: string): Promise<boolean>;
  /** Hands everything over in order and removes each thing once the vault has it. What the vault throws ends it; the rest stays. */
  replay(incident: string, vault: Pick<Vault, 'open' | 'keep' | 'append'>): Promise<void>;
  incidents(): Promise<readonly string[]>;
}

export function spoolFolder(root: string): Spool {
  const store = fileSystemStore(root);
  const top = parse(resolve(root)).root;

  async function within<T>(incident: string, doing: string, work: (folder: EvidenceFolder) => Promise<T>): Promise<T> {
    try {
      await makeFolders(top, relative(top, resolve(root))); // one by one: where none can be made, Node's own way of making all never ends
      return await work(await store.folder(incident));
    } catch (error) {
      throw whileDoing(error, `${doing} in the spool, for ${incident}`, root);
    }
  }

  return {
    open: (incident, run) => within(incident, 'opening', (folder) => reserve(folder, incident, run)),
    keep: (incident, name, bytes) =>
      within(incident, `keeping ${name}`, async (folder) => {
        await folder.create(evidencePath(name), bytes);
        return `sha256:${await hashInPieces(bytes)}`;
      }),
    append: (incident, entries) => within(incident, 'appending', (folder) => appendRuns(folder, entries)),
    kept: (incident, name) => within(incident, `looking for ${name}`, (folder) => keptFile(folder, name)),
    holds: (incident) => isWaiting(root, incident),
    replay: (incident, vault) =>
      within(incident, 'handing over what lies', async (folder) => {
        await replayFolder(folder, incident, vault);
        await removeEmpty(incidentFolder(root, incident));
      }),
    incidents: () => waiting(root),
  };
}

/**
 * Removes a folder and those below it as far as they are empty: another process may spool into it at any moment, and what it spooled stays
 * until it is replayed (KOA-P4). So do the temporary files of its writes, and of crashes, which hold nothing.
 */
async function removeEmpty(folder: string): Promise<void> {
  try {
    for (const entry of await readdir(folder, { withFileTypes: true }))
      if (entry.isDirectory()) await removeEmpty(join(folder, entry.name));
    await rmdir(folder);
  } catch (error) {
    // Not empty, or removed by the other process.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(String((error as { code?: unknown }).code))) throw error;
  }
}

/** Incidents with anything in the spool. What else lies at the root of a disk, such as `lost+found`, is none of the spool's. */
async function waiting(root: string): Promise<readonly string[]> {
  const names = await listed(() => foldersOfIncidents(root), 'listing the spool');
  const held = await inBatches(names, 16, async (name) => ((await isWaiting(root, name)) ? [name] : []));
  return held.flat();
}

/** A folder that a crash left empty holds nothing. */
async function isWaiting(root: string, incident: string): Promise<boolean> {
  return (await listed(() => filesIn(incidentFolder(root, incident)), `listing the spool, for ${incident}`)).length > 0;
}

async function listed(list: () => Promise<readonly string[]>, doing: string): Promise<readonly string[]> {
  try {
    return await list();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw fileError(error, doing);
  }
}

/** Here a log may begin anywhere and have gaps: the vault has the lines between. What is here already must be the same. */
async function appendRuns(folder: EvidenceFolder, entries: readonly Entry[]): Promise<void> {
  const there = new Map((await linesFrom(folder, 0)).map((line) => [entryOf(line).seq, line]));
  for (const entry of entries) if (there.has(entry.seq)) mustRepeat(entry, there.get(entry.seq));
  const fresh = entries.filter(({ seq }) => !there.has(seq));
  let run: Entry[] = [];
  for (const entry of fresh) {
    const last = run.at(-1);
    if (last && entry.seq !== last.seq + 1) {
      await writeSegment(folder, run, undefined);
      run = [];
    }
    run.push(entry);
  }
  await writeSegment(folder, run, undefined);
}

/**
 * What is gone when its turn comes was handed over by another process that shares the spool. What cannot be removed, for the disk can only be
 * read now, keeps nothing behind it from the vault; it is told at the end.
 */
async function replayFolder(folder: EvidenceFolder, incident: string, vault: Pick<Vault, 'open' | 'keep' | 'append'>): Promise<void> {
  const stuck: unknown[] = [];
  const done = (file: string): Promise<unknown> => folder.remove(file).catch((error: unknown) => stuck.push(error));
  const files = await folder.list();
  if (files.includes(runFile)) await replayOpening(folder, incident, vault, done);
  for (const file of files.filter((name) => name.startsWith('files/'))) {
    const bytes = await folder.read(file, largestEvidence);
    if (bytes === null) continue;
    await handOver(vault, incident, file.slice('files/'.length), bytes);
    await done(file);
  }
  for (const { path } of await segmentsOf(folder)) {
    const bytes = await folder.read(path, largestEvidence);
    if (bytes === null) continue;
    await vault.append(incident, linesIn(bytes).map(entryOf));
    await done(path);
  }
  if (stuck.length > 0) throw stuck[0];
}

/**
 * A receipt that was made again after its answer was lost tells another time, and the vault may have got the first one before it went: both
 * are evidence, and neither keeps the rest from the vault. One that comes after the seal is EvidenceConflict under either name.
 */
async function handOver(vault: Pick<Vault, 'keep'>, incident: string, name: string, bytes: Uint8Array): Promise<void> {
  try {
    await vault.keep(incident, name, bytes);
  } catch (error) {
    if (!isTargetError(error, 'EvidenceConflict')) throw error;
    await vault.keep(incident, `${name}.again-${(await hashInPieces(bytes)).slice(0, 12)}`, bytes);
  }
}

async function replayOpening(
  folder: EvidenceFolder,
  incident: string,
  vault: Pick<Vault, 'open'>,
  done: (file: string) => Promise<unknown>,
): Promise<void> {
  const run = await runOf(folder);
  if (run === null) return;
  const { opened } = await vault.open(incident, run);
  if (!opened)
    throw new TargetError('EvidenceConflict', `${incident} was opened by another run in the vault, while this one's evidence was spooled`);
  await done(runFile);
}
