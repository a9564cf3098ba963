import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandFailed } from '../failed.ts';

/** What became of a file that may be there already. `differs`: it is there with other content, and was left alone. */
export type Kept = 'written' | 'unchanged' | 'differs';

/** Creates a file whole, or not at all, and never over another; its folder is made. Fails with what to do. */
export async function keepFile(path: string, text: string): Promise<Kept> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return await createdOnly(path, text);
  } catch (err) {
    if (err instanceof CommandFailed) throw err;
    const { code = 'unknown' } = err as NodeJS.ErrnoException;
    throw new CommandFailed(`${path} cannot be written (${code}): name a folder that you may write to with --root, or as evidence.records`);
  }
}

async function createdOnly(path: string, text: string): Promise<Kept> {
  const temporary = join(dirname(path), `.tmp-${randomUUID()}`);
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o644, flush: true });
    await link(temporary, path); // fails where anything has that name
    return 'written';
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== 'EEXIST') throw err;
    await mustBeFile(path);
    return (await readFile(path, 'utf8')) === text ? 'unchanged' : 'differs';
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Of a pipe nobody would ever read the end. */
async function mustBeFile(path: string): Promise<void> {
  const isFile = await stat(path).then(
    (there) => there.isFile(),
    () => false, // a link that leads nowhere
  );
  if (!isFile) throw new CommandFailed(`${path} is there already and is no file: move it away, or name another --root`);
}
