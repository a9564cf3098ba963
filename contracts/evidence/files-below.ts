import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What lies below a folder, as relative paths with `/`, in no order. */
export interface FilesBelow {
  readonly files: readonly string[];
  /** What is neither a plain file nor a folder: links, pipes. No link is followed. */
  readonly odd: readonly string[];
}

/** Every file below `folder`. Throws what the file system throws. */
export async function filesBelow(folder: string): Promise<FilesBelow> {
  const files: string[] = [];
  const odd: string[] = [];
  const prefixes = [''];
  for (let prefix = prefixes.pop(); prefix !== undefined; prefix = prefixes.pop()) {
    for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
      const path = prefix + entry.name;
      if (entry.isDirectory()) prefixes.push(`${path}/`);
      else (entry.isFile() ? files : odd).push(path);
    }
  }
  return { files, odd };
}
