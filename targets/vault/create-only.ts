import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TargetError } from '../../domain/target-error.ts';
import { readWhole } from '../bounded-file.ts';

/** Files that a crash left half written start like this. They are no evidence and are never listed. */
export const isLeftover = (path: string): boolean => basename(path).startsWith('.tmp-');

/**
 * Creates a file whole and durable, or not at all: temporary file, fsync, link, fsync of the folder. The folder must be there. Answers
 * false when exactly these bytes are there already; EvidenceConflict when others are (KOA-P4). Throws what the file system throws.
 */
export async function createOnly(path: string, bytes: Uint8Array): Promise<boolean> {
  const temporary = await written(path, bytes);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
    await mustEqual(path, bytes);
    return false;
  } finally {
    await rm(temporary, { force: true });
    // Also for a repeat: the first attempt may have died before its folder was durable.
    await syncFolder(dirname(path));
  }
}

/** Replaces a file by a whole and durable one. Only for what is derived from evidence and not sealed yet. */
export async function replace(path: string, bytes: Uint8Array): Promise<void> {
  await rename(await written(path, bytes), path);
  await syncFolder(dirname(path));
}

/** Makes `root/a/b/c` part by part, each durable. `root` must be there: a vault that is not mounted must not be made on another disk. */
export async function makeFolders(root: string, path: string): Promise<void> {
  let folder = root;
  for (const part of path.split('/')) {
    const parent = folder;
    folder = join(folder, part);
    await mkdir(folder).then(
      () => syncFolder(parent),
      (error: unknown) => {
        if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
      },
    );
  }
}

async function written(path: string, bytes: Uint8Array): Promise<string> {
  const temporary = join(dirname(path), `.tmp-${randomUUID()}`);
  const file = await open(temporary, 'wx', 0o640);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return temporary;
}

async function mustEqual(path: string, bytes: Uint8Array): Promise<void> {
  const same = await readWhole(path, bytes.length).then(
    (there) => there.equals(bytes),
    (error: unknown) => {
      if (error instanceof TargetError) return false;
      throw error;
    },
  );
  if (!same)
    throw new TargetError(
      'EvidenceConflict',
      `'${basename(path)}' is in the vault already, with other content; evidence is never overwritten`,
    );
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
