import { entryOf } from '../../contracts/evidence/event-chain.ts';
import { isTargetError, TargetError } from '../../domain/target-error.ts';
import type { Entry } from '../../domain/timeline.ts';
import { hashInPieces } from '../hash-in-pieces.ts';
import type { Vault } from '../targets.ts';
import { writeCheckpoint } from './checkpoints.ts';
import type { EvidenceFolder, EvidenceStore } from './evidence-folder.ts';
import { linesFrom, linesOf, mustRepeat, newEntries, writeSegment } from './event-segments.ts';
import { evidencePath } from './incident-folder.ts';
import { keptFile } from './kept-file.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { reserve, runFile } from './run-file.ts';
import { eventsFile, sealFolder, type RecordOf } from './seal-folder.ts';
import { cameTooLate, createUnsealed, sealOf } from './seal-of.ts';
import type { Sealer } from './sealer.ts';
import { whileDoing } from './while-doing.ts';

/** Attempts of as many workers as may write the same lines at one moment. */
const mostRaces = 8;

/** Evidence in a store, create-only (KOA-P4): what every vault does, wherever its files are. Layout: architecture, "Evidence". */
export function evidenceVault(store: EvidenceStore, recordOf: RecordOf, sealer: Sealer): Vault {
  const inTurn = oneAtATime();

  /** Runs `work` on the incident's folder, alone in this process. */
  function on<T>(incident: string, doing: string, work: (folder: EvidenceFolder) => Promise<T>): Promise<T> {
    return inTurn(incident, async () => {
      try {
        return await work(await store.folder(incident));
      } catch (error) {
        throw whileDoing(error, `${doing} in the vault, for ${incident}`);
      }
    });
  }

  /** The same; a folder that `open` never made is NotFound. */
  const within = <T>(incident: string, doing: string, work: (folder: EvidenceFolder) => Promise<T>): Promise<T> =>
    on(incident, doing, async (folder) => {
      if (!(await folder.has(runFile))) throw new TargetError('NotFound', 'no run opened it here');
      return work(folder);
    });

  return {
    open: (incident, run) => on(incident, 'opening', async (folder) => ({ opened: await reserved(folder, incident, run), where: 'vault' })),
    keep: (incident, name, bytes) =>
      within(incident, `keeping ${name}`, async (folder) => {
        await createUnsealed(folder, evidencePath(name), bytes);
        return { digest: `sha256:${await hashInPieces(bytes)}`, where: 'vault' };
      }),
    append: (incident, entries) =>
      within(incident, 'appending', async (folder) => {
        await appendLines(folder, entries);
        return { where: 'vault' };
      }),
    checkpoint: (incident, lastSeq) =>
      within(incident, 'sealing a checkpoint', (folder) => writeCheckpoint(folder, incident, lastSeq, sealer.key)),
    entries: (incident) => within(incident, 'reading the event log', async (folder) => (await allLines(folder)).map(entryOf)),
    kept: (incident, name) => within(incident, `looking for ${name}`, (folder) => keptFile(folder, name)),
    seal: (incident, sealing) =>
      within(incident, 'sealing', async (folder) => sealFolder({ folder, log: await store.log(), incident, recordOf, sealer }, sealing)),
    spooled: () => Promise.resolve([]),
  };
}

/** Whoever writes run.json first has the folder, also after a crash between the two. A folder with anything else in it is somebody's. */
async function reserved(folder: EvidenceFolder, incident: string, run: string): Promise<boolean> {
  const files = await folder.list();
  if (files.length > 0 && !files.includes(runFile)) return false;
  return reserve(folder, incident, run);
}

async function allLines(folder: EvidenceFolder): Promise<readonly string[]> {
  return (await sealOf(folder)) === null ? linesFrom(folder, 0) : linesOf(folder, eventsFile);
}

async function appendLines(folder: EvidenceFolder, entries: readonly Entry[]): Promise<void> {
  const [first] = entries;
  if (!first) return;
  if ((await sealOf(folder)) === null && (await wroteLines(folder, first.seq, entries))) return;
  const lines = await linesOf(folder, eventsFile);
  for (const entry of entries) if (entry.seq > lines.length) throw cameTooLate(`line ${entry.seq}`);
  for (const entry of entries) mustRepeat(entry, lines[entry.seq - 1]);
}

/** False when the folder was sealed meanwhile: whatever came of it, only what the seal lists counts, and nothing else may lie there. */
async function wroteLines(folder: EvidenceFolder, from: number, entries: readonly Entry[]): Promise<boolean> {
  let made: string | null = null;
  try {
    made = await appendFresh(folder, from, entries, mostRaces);
  } catch (error) {
    if ((await sealOf(folder)) === null) throw error;
    return false;
  }
  if ((await sealOf(folder)) === null) return true;
  if (made !== null) await folder.remove(made);
  return false;
}

/** Another worker may write the same lines at the same time: what it wrote is read, and only the rest is tried. The file that has it. */
async function appendFresh(folder: EvidenceFolder, from: number, entries: readonly Entry[], races: number): Promise<string | null> {
  const lines = await linesFrom(folder, from);
  const fresh = newEntries(entries, lines);
  try {
    return await writeSegment(folder, fresh, lines.at(-1));
  } catch (error) {
    if (races <= 1 || !isTargetError(error, 'EvidenceConflict')) throw error;
    return appendFresh(folder, from, entries, races - 1);
  }
}
