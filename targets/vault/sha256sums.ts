import { inBatches } from '../in-batches.ts';
import type { EvidenceFolder } from './evidence-folder.ts';

/** `SHA256SUMS` of these files, in the format of GNU coreutils: `sha256sum -c SHA256SUMS` in the folder checks them. */
export async function sha256sums(folder: EvidenceFolder, files: readonly string[]): Promise<string> {
  const lines = await inBatches(files, 8, async (file) => `${await folder.hash(file)}  ${file}\n`);
  return lines.join('');
}

/** Whether the list names the file. */
export const isListed = (sums: string, file: string): boolean => sums.split('\n').some((line) => line.slice(66) === file);
