import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Creates `path` with `bytes`, durably and in one piece: temporary file, fsync, link(2), fsync of the folder. Answers false, and changes
 * nothing, when `path` is already there. `root` is the store's folder; temporary files never lie where readers look.
 */
export async function createOnly(root: string, path: string, bytes: Uint8Array): Promise<boolean> {
  const temporary = join(root, '.tmp', randomUUID());
  await mkdir(dirname(path), { recursive: true });
  await mkdir(dirname(temporary), { recursive: true });
  const file = await open(temporary, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(temporary, path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
