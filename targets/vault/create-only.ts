import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TargetError } from '../../domain/target-error.ts';
import { readWhole } from '../bounded-file.ts';

/** Files that a crash left half written start like this. They are no evidence and are never listed. */
export const isLeftover = (path: string): boolean => basename(path).startsWith('.tmp-');

/** How often what was written may be cleared away by a seal in another process before it has its name. */
const mostCleared = 3;

/**
 * Creates a file whole and durable, or not at all: temporary file, fsync, link, fsync of the folder. The folder must be there. Answers
 * false when exactly these bytes are there already; EvidenceConflict when others are (KOA-P4). Throws what the file system throws.
 */
export async function createOnly(path: string, bytes: Uint8Array): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const made = await linked(path, bytes, attempt === mostCleared);
    if (made !== null) return made;
  }
}

/** As above; null when the temporary file was cleared away before it was linked, unless it is the last attempt. */
async function linked(path: string, bytes: Uint8Array, isLast: boolean): Promise<boolean | null> {
  const temporary = await written(path, bytes);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' && !isLast) return null;
    if (code !== 'EEXIST') throw error;
    await mustEqual(path, bytes);
    return false;
  } finally {
    await unlink(temporary).catch(unlessGone); // a seal in another process clears leftovers
    // Also for a repeat: the first attempt may have died before its folder was durable.
    await syncFolder(dirname(path));
  }
}

/**
 * Replaces a file by a whole and durable one. Only for what is derived from evidence and not sealed yet: `allowed` throws when it is, and is
 * asked once these bytes lie there under their temporary name. Who stops after that finds that the seal of another cleared them away.
 */
export async function replace(path: string, bytes: Uint8Array, allowed: () => Promise<void>): Promise<void> {
  const temporary = await written(path, bytes);
  try {
    await allowed();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Makes `root/a/b/c`, each part durable. `root` must be there: a vault that is not mounted must not be made on another disk. Begins with the
 * last part: where one is there already, so are those before it.
 */
export async function makeFolders(root: string, path: string): Promise<void> {
  const parts = path.split('/');
  const at = (count: number): string => join(root, ...parts.slice(0, count));
  let there = parts.length;
  while (there > 1 && !(await made(at(there)))) there--;
  for (let count = there === 1 ? 1 : there + 1; count <= parts.length; count++) await makeFolder(at(count));
}

/** False when the folder before it is missing. */
const made = (folder: string): Promise<boolean> =>
  makeFolder(folder).then(
    () => true,
    (error: unknown) => {
      if ((error as { code?: unknown }).code === 'ENOENT') return false;
      throw error;
    },
  );

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EEXIST') return;
    throw error;
  }
  await syncFolder(dirname(folder));
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

function unlessGone(error: unknown): void {
  if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
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
