import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readBounded } from '../bounded-file.ts';

/** `SHA256SUMS` of these files, in the format of GNU coreutils: `sha256sum -c SHA256SUMS` in the folder checks them. */
export async function sha256sums(folder: string, files: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const file of files) {
    const hash = createHash('sha256');
    await readBounded(join(folder, file), Number.MAX_SAFE_INTEGER - 1, (bytes) => hash.update(bytes));
    lines.push(`${hash.digest('hex')}  ${file}\n`);
  }
  return lines.join('');
}

/** Whether the list names the file. */
export const isListed = (sums: string, file: string): boolean => sums.split('\n').some((line) => line.slice(66) === file);
