import { isUtf8 } from 'node:buffer';
import { readdir } from 'node:fs/promises';

/** What lies below a folder, as relative paths with `/`, in no order. */
export interface FilesBelow {
  readonly files: readonly string[];
  /** What is neither a plain file nor a folder, links and pipes, and files whose path is no UTF-8. No link is followed. */
  readonly odd: readonly string[];
  /** Folders whose path is so long that they were not looked into; verify.sh draws the same line. */
  readonly tooDeep: readonly string[];
}

/** Bytes of a folder's path below the one that is looked at. Far beyond what evidence has, and within what every tool can open. */
const longestPath = 1000;

/** How many folders are read at once: a listing waits for the disk, and nobody's descriptors are used up. */
const atOnce = 16;

/** Every file below `folder`. Throws what the file system throws. */
export async function filesBelow(folder: string): Promise<FilesBelow> {
  const found = { files: [] as string[], odd: [] as string[], tooDeep: [] as string[] };
  // Latin-1 stands for bytes: a name need not be UTF-8, and what cannot be named must not be passed over.
  const root = Buffer.from(`${folder}/`).toString('latin1');
  const prefixes = [''];
  const look = async (prefix: string): Promise<void> => {
    for (const entry of await readdir(Buffer.from(root + prefix, 'latin1'), { withFileTypes: true, encoding: 'latin1' })) {
      const path = prefix + entry.name;
      if (!entry.isDirectory()) found[entry.isFile() && isNamed(path) ? 'files' : 'odd'].push(named(path));
      else if (path.length < longestPath) prefixes.push(`${path}/`);
      else found.tooDeep.push(named(path));
    }
  };
  while (prefixes.length > 0) await Promise.all(prefixes.splice(-atOnce).map(look));
  return found;
}

const ascii = /^[\x20-\x7e]*$/;

const isNamed = (path: string): boolean => ascii.test(path) || isUtf8(Buffer.from(path, 'latin1'));

const named = (path: string): string => (ascii.test(path) ? path : Buffer.from(path, 'latin1').toString());
