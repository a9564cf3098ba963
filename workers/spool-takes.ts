import { randomUUID } from 'node:crypto';
import { mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createOnly } from '../targets/vault/create-only.ts';

/**
 * Says where the spool is, once a file could be kept there as evidence would be; it is removed again, and so are folders that had to be made
 * for it. Throws an Error that says where and why not: with such a spool, what comes while the vault is down is lost (KOA-P4).
 */
export async function spoolTakes(spool: string): Promise<string> {
  const made = await madeFor(spool).catch(cannot(spool));
  try {
    await keepOne(spool).catch(cannot(spool));
  } finally {
    if (made !== undefined) await removeMade(spool, made);
  }
  return made === undefined ? spool : `${spool}, which is not there yet and is made when it is needed`;
}

/** The first folder that was made, if any. One at a time: Node's `recursive` never ends where a file system refuses with ENOENT, as /proc does. */
async function madeFor(folder: string): Promise<string | undefined> {
  if (await isThere(folder)) return undefined;
  const above = dirname(folder) === folder ? undefined : await madeFor(dirname(folder));
  await mkdir(folder);
  return above ?? folder;
}

const isThere = (folder: string): Promise<boolean> =>
  stat(folder).then(
    () => true,
    (err: NodeJS.ErrnoException) => {
      if (err.code === 'ENOENT') return false;
      throw err;
    },
  );

async function keepOne(spool: string): Promise<void> {
  const file = join(spool, `.tmp-${randomUUID()}`); // a name that is never taken for evidence
  try {
    await createOnly(file, Buffer.from('tried by holdfast\n'));
  } finally {
    await rm(file, { force: true });
  }
}

/** From the spool up to the first folder that was made. A worker may have come meanwhile: what it put there stays. */
async function removeMade(spool: string, first: string): Promise<void> {
  for (let folder = spool; ; folder = dirname(folder)) {
    const gone = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!gone || folder === first) return;
  }
}

const cannot = (spool: string) => (cause: unknown) => {
  throw new Error(`nothing can be kept at ${spool} (${String((cause as { code?: unknown }).code)})`, { cause });
};
