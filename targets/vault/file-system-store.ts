import { lstat, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TargetError } from '../../domain/target-error.ts';
import { hashFiles } from '../../contracts/evidence/hash-files.ts';
import { readWhole } from '../bounded-file.ts';
import { fileError } from '../file-error.ts';
import { logFolder } from './sealed-log.ts';
import { createOnly, makeFolders, replace } from './create-only.ts';
import type { EvidenceFolder, EvidenceStore } from './evidence-folder.ts';
import { filesIn, foldersOfIncidents, incidentFolder, mustBeInside, strangersIn } from './incident-folder.ts';

/** How often a folder may be removed before the file that is made in it is there. */
const mostEmptied = 5;

/** Folders on disk, everything fsynced. `root` must be there: a vault that is not mounted must not be made anew on another disk. */
export function fileSystemStore(root: string): EvidenceStore {
  return {
    folder: (incident) => inside(incident, incidentFolder(root, incident)),
    log: () => inside(logFolder, join(root, logFolder)),
    incidents: () => said('the incidents', () => foldersOfIncidents(root)),
  };

  async function inside(incident: string, path: string): Promise<EvidenceFolder> {
    const home = await realpath(root).catch((cause: unknown) => {
      throw new TargetError('Unreachable', `the folder of the vault, ${root}, cannot be entered: make it, or mount it`, {
        recoverable: true,
        cause,
      });
    });
    await said(incident, () => mustBeInside(root, home, path).catch(absent(undefined)));
    return folderAt({ root, home }, incident, path);
  }
}

/** `home`: where the root is, links resolved, as it was when the folder was asked for. */
function folderAt({ root, home }: { readonly root: string; readonly home: string }, incident: string, path: string): EvidenceFolder {
  const at = (file: string): string => join(path, file);

  /** Makes the folders on the way to a file, none of them a link that leads elsewhere. */
  async function way(file: string): Promise<void> {
    await makeFolders(root, dirname(`${incident}/${file}`));
    await mustBeInside(root, home, dirname(at(file)));
  }

  /** Another process may remove a folder that it emptied (the spool's, `events/` at a seal) while a file is made in it. */
  async function create(file: string, bytes: Uint8Array, attempts: number): Promise<boolean> {
    try {
      await way(file);
      return await createOnly(at(file), bytes);
    } catch (error) {
      if (attempts <= 1 || (error as { code?: unknown }).code !== 'ENOENT') throw error;
      return create(file, bytes, attempts - 1);
    }
  }

  return {
    create: (file, bytes) => said(file, () => create(file, bytes, mostEmptied), root),
    has: (file) => said(file, () => lstat(at(file)).then(() => true, absent(false))),
    read: (file, limit) => said(file, () => readWhole(at(file), limit).catch(absent(null))),
    hashes: (files) => said(files.length === 1 ? files[0]! : `${files.length} files`, () => hashFiles(path, files)),
    list: (folder = '') => said(folder, () => filesIn(at(folder)).catch(absent([]))),
    replace: (file, bytes, allowed) => said(file, () => way(file).then(() => replace(at(file), bytes, allowed)), root),
    remove: (file) => said(file, () => rm(at(file), { force: true })),
    removeFolder: (folder) => said(folder, () => rm(at(folder), { recursive: true, force: true })),
    keepOnly: (files) =>
      said(incident, async () => {
        for (const file of await strangersIn(path, files)) await rm(at(file), { force: true });
      }),
  };
}

/** `root`: what is written below it may fill its disk. */
async function said<T>(file: string, work: () => Promise<T>, root?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, file, root);
  }
}

const absent =
  <T>(nothing: T) =>
  (error: unknown): T => {
    if ((error as { code?: unknown }).code === 'ENOENT') return nothing;
    throw error;
  };
