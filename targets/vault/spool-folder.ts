import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../contracts/digest.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { Entry } from '../../domain/timeline.ts';
import { readWhole } from '../bounded-file.ts';
import { fileError } from '../file-error.ts';
import type { Vault } from '../targets.ts';
import { createOnly, makeFolders } from './create-only.ts';
import { entryOf } from '../../contracts/evidence/event-chain.ts';
import { linesFrom, linesOf, mustRepeat, segmentsOf, writeSegment } from './event-segments.ts';
import { evidencePath, filesBelow, incidentFolder } from './incident-folder.ts';

const largestEvidence = 1_073_741_824;

/** What waits for the vault, in the vault's own layout, fsynced. The chain between segments is made by the vault when they get there. */
export interface Spool {
  open(incident: string, run: string): Promise<boolean>;
  keep(incident: string, name: string, bytes: Uint8Array): Promise<string>;
  append(incident: string, entries: readonly Entry[]): Promise<void>;
  /** The digest of a file that waits here, or null. */
  kept(incident: string, name: string): Promise<string | null>;
  holds(incident: string): Promise<boolean>;
  /** Hands everything over in order and removes each thing once the vault has it. What the vault throws ends it; the rest stays. */
  replay(incident: string, vault: Pick<Vault, 'open' | 'keep' | 'append'>): Promise<void>;
  incidents(): Promise<readonly string[]>;
}

export function spoolFolder(root: string): Spool {
  async function within<T>(incident: string, doing: string, work: (folder: string) => Promise<T>): Promise<T> {
    const folder = incidentFolder(root, incident);
    try {
      await mkdir(root, { recursive: true });
      await makeFolders(root, incident);
      return await work(folder);
    } catch (error) {
      throw fileError(error, `${doing} in the spool, for ${incident}`);
    }
  }

  return {
    open: (incident, run) =>
      within(incident, 'opening', async (folder) => {
        try {
          await createOnly(join(folder, 'run.json'), Buffer.from(`${canonicalJson({ incident, run })}\n`));
          return true;
        } catch (error) {
          if (error instanceof TargetError && error.code === 'EvidenceConflict') return false;
          throw error;
        }
      }),
    keep: (incident, name, bytes) =>
      within(incident, `keeping ${name}`, async (folder) => {
        const path = evidencePath(name);
        await makeFolders(folder, path.split('/').slice(0, -1).join('/'));
        await createOnly(join(folder, path), bytes);
        return `sha256:${sha256(bytes)}`;
      }),
    append: (incident, entries) => within(incident, 'appending', (folder) => appendRuns(folder, entries)),
    kept: (incident, name) =>
      within(incident, `looking for ${name}`, (folder) =>
        readWhole(join(folder, evidencePath(name)), largestEvidence).then(
          (bytes) => `sha256:${sha256(bytes)}`,
          (error: unknown) => {
            if ((error as { code?: unknown }).code === 'ENOENT') return null;
            throw error;
          },
        ),
      ),
    holds: async (incident) => (await waiting(root)).includes(incident),
    replay: (incident, vault) => within(incident, 'catching up', (folder) => replayFolder(folder, incident, vault)),
    incidents: () => waiting(root),
  };
}

/** Incidents with anything in the spool. A folder that a crash left empty holds nothing. */
async function waiting(root: string): Promise<readonly string[]> {
  try {
    const files = await filesBelow(root);
    return [...new Set(files.map((file) => file.split('/')[0] ?? ''))];
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw fileError(error, 'listing the spool');
  }
}

/** Here a log may begin anywhere and have gaps: the vault has the lines between. What is here already must be the same. */
async function appendRuns(folder: string, entries: readonly Entry[]): Promise<void> {
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

async function replayFolder(folder: string, incident: string, vault: Pick<Vault, 'open' | 'keep' | 'append'>): Promise<void> {
  const files = await filesBelow(folder);
  if (files.includes('run.json')) await replayOpening(folder, incident, vault);
  for (const file of files.filter((name) => name.startsWith('files/'))) {
    await vault.keep(incident, file.slice('files/'.length), await readWhole(join(folder, file), largestEvidence));
    await rm(join(folder, file));
  }
  for (const { path } of await segmentsOf(folder)) {
    await vault.append(incident, (await linesOf(path)).map(entryOf));
    await rm(path);
  }
  await rm(folder, { recursive: true });
}

async function replayOpening(folder: string, incident: string, vault: Pick<Vault, 'open'>): Promise<void> {
  const file = join(folder, 'run.json');
  const { run } = JSON.parse((await readWhole(file, 65_536)).toString('utf8')) as { readonly run: string };
  const { opened } = await vault.open(incident, run);
  if (!opened)
    throw new TargetError('EvidenceConflict', `${incident} was opened by another run in the vault, while this one's evidence was spooled`);
  await rm(file);
}
