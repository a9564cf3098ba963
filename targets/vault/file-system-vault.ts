import { readdir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../../contracts/digest.ts';
import { sumsFile } from '../../contracts/evidence/bundle.ts';
import { entryOf } from '../../contracts/evidence/event-chain.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { Entry } from '../../domain/timeline.ts';
import { readWhole } from '../bounded-file.ts';
import { fileError } from '../file-error.ts';
import type { Vault } from '../targets.ts';
import { writeCheckpoint } from './checkpoints.ts';
import { createOnly, makeFolders } from './create-only.ts';
import { linesFrom, linesOf, mustRepeat, newEntries, writeSegment } from './event-segments.ts';
import { hashFiles } from '../../contracts/evidence/hash-files.ts';
import { evidencePath, incidentFolder, mustBeInside } from './incident-folder.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { runFile, runOf } from './run-file.ts';
import { eventsFile, isListed, sealFolder, sealOf, type RecordOf } from './seal-folder.ts';
import type { Sealer } from './sealer.ts';

export interface FileSystemVault {
  /** The folder of all evidence. It must be there: one that is not mounted must not be made anew on another disk. */
  readonly path: string;
  /** Folds an incident's entries into record.json (BK-E1). */
  readonly recordOf: RecordOf;
  /** Signs checkpoints and sealed records. */
  readonly sealer: Sealer;
}

/** Evidence in folders, create-only, everything fsynced before it is said to be there (KOA-P4). Layout: architecture, "Evidence". */
export function fileSystemVault({ path: root, recordOf, sealer }: FileSystemVault): Vault {
  const inTurn = oneAtATime();

  /** Runs `work` on the incident's folder, alone; a folder that `open` never made is NotFound. */
  function within<T>(incident: string, doing: string, work: (folder: string) => Promise<T>): Promise<T> {
    return inTurn(incident, async () => {
      const folder = incidentFolder(root, incident);
      try {
        await rootIsThere(root);
        await runOf(folder);
        await mustBeInside(root, folder);
        return await work(folder);
      } catch (error) {
        throw fileError(error, `${doing} in the vault, for ${incident}`);
      }
    });
  }

  return {
    open: (incident, run) =>
      inTurn(incident, async () => {
        const folder = incidentFolder(root, incident);
        try {
          await rootIsThere(root);
          await makeFolders(root, incident);
          await mustBeInside(root, folder);
          return { opened: await reserved(folder, incident, run), where: 'vault' };
        } catch (error) {
          throw fileError(error, `opening ${incident} in the vault`);
        }
      }),
    keep: (incident, name, bytes) =>
      within(incident, `keeping ${name}`, async (folder) => {
        await keepFile(root, folder, evidencePath(name), bytes);
        return { digest: `sha256:${sha256(bytes)}`, where: 'vault' };
      }),
    append: (incident, entries) =>
      within(incident, 'appending', async (folder) => {
        await appendLines(folder, entries);
        return { where: 'vault' };
      }),
    checkpoint: (incident, lastSeq) =>
      within(incident, 'sealing a checkpoint', (folder) => writeCheckpoint(folder, incident, lastSeq, sealer.key)),
    entries: (incident) => within(incident, 'reading the event log', async (folder) => (await allLines(folder)).map(entryOf)),
    kept: (incident, name) => within(incident, `looking for ${name}`, (folder) => digestOfFile(folder, evidencePath(name))),
    seal: (incident, sealing) => within(incident, 'sealing', (folder) => sealFolder({ root, folder, incident, recordOf, sealer }, sealing)),
    spooled: () => Promise.resolve([]),
  };
}

async function rootIsThere(root: string): Promise<void> {
  await realpath(root).catch((cause: unknown) => {
    throw new TargetError('Unreachable', `the folder of the vault, ${root}, cannot be entered: make it, or mount it`, {
      recoverable: true,
      cause,
    });
  });
}

/** Whoever writes run.json first has the folder, also after a crash between the two. A folder with anything else in it is somebody's. */
async function reserved(folder: string, incident: string, run: string): Promise<boolean> {
  const file = join(folder, runFile);
  const others = (await readdir(folder)).filter((name) => name !== runFile && !name.startsWith('.tmp-'));
  const there = await readWhole(file, 65_536).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  });
  const bytes = Buffer.from(`${canonicalJson({ incident, run })}\n`);
  if (there === null && others.length > 0) return false;
  return createOnly(file, bytes).then(
    () => true,
    (error: unknown) => {
      if (error instanceof TargetError && error.code === 'EvidenceConflict') return false;
      throw error;
    },
  );
}

async function keepFile(root: string, folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const sums = await sealOf(folder);
  if (sums !== null && !isListed(sums, path)) throw sealed(`'${path}' came too late`);
  await makeFolders(folder, dirname(path));
  await mustBeInside(root, dirname(join(folder, path)));
  const isNew = await createOnly(join(folder, path), bytes);
  // An attempt that was given up elsewhere may get here while another process seals: what the seal does not list must not lie there.
  const since = await sealOf(folder);
  if (!isNew || since === null || isListed(since, path)) return;
  await rm(join(folder, path));
  throw sealed(`'${path}' came too late`);
}

async function allLines(folder: string): Promise<readonly string[]> {
  return (await sealOf(folder)) === null ? linesFrom(folder, 0) : linesOf(join(folder, eventsFile));
}

async function digestOfFile(folder: string, path: string): Promise<string | null> {
  try {
    return `sha256:${(await hashFiles(folder, [path]))[0]}`;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}

async function appendLines(folder: string, entries: readonly Entry[]): Promise<void> {
  const [first] = entries;
  if (!first) return;
  if ((await sealOf(folder)) !== null) {
    const lines = await linesOf(join(folder, eventsFile));
    for (const entry of entries) if (entry.seq > lines.length) throw sealed(`line ${entry.seq} came too late`);
    for (const entry of entries) mustRepeat(entry, lines[entry.seq - 1]);
    return;
  }
  // An attempt that was given up elsewhere may write the same lines at the same time: what it wrote is read, and only the rest is tried.
  await appendFresh(folder, first.seq, entries).catch((error: unknown) => {
    if (error instanceof TargetError && error.code === 'EvidenceConflict') return appendFresh(folder, first.seq, entries);
    throw error;
  });
}

async function appendFresh(folder: string, from: number, entries: readonly Entry[]): Promise<void> {
  const lines = await linesFrom(folder, from);
  await writeSegment(folder, newEntries(entries, lines), lines.at(-1));
}

const sealed = (what: string): TargetError => new TargetError('EvidenceConflict', `${what}: the evidence is sealed (${sumsFile})`);
