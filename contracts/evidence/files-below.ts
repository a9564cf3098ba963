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

/** Every file below `folder`. Throws what the file system throws. */
export async function filesBelow(folder: string): Promise<FilesBelow> {
  const found = { files: [] as string[], odd: [] as string[], tooDeep: [] as string[] };
  // Bytes, for a name need not be UTF-8, and what cannot be named must not be passed over.
  const prefixes = [Buffer.alloc(0)];
  const slash = Buffer.from('/');
  const root = Buffer.from(`${folder}/`);
  for (let prefix = prefixes.pop(); prefix !== undefined; prefix = prefixes.pop()) {
    for (const entry of await readdir(Buffer.concat([root, prefix]), { withFileTypes: true, encoding: 'buffer' })) {
      const path = Buffer.concat([prefix, entry.name]);
      if (!entry.isDirectory()) found[entry.isFile() && isUtf8(path) ? 'files' : 'odd'].push(path.toString());
      else if (path.length < longestPath) prefixes.push(Buffer.concat([path, slash]));
      else found.tooDeep.push(path.toString());
    }
  }
  return found;
}
