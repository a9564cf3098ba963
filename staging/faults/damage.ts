import { readFile, writeFile } from 'node:fs/promises';

const originals = new Map<string, Buffer>();

/** Flips one byte of a file, as a failing disk would: its size stays. */
export async function damage(path: string): Promise<void> {
  const bytes = await readFile(path);
  if (!originals.has(path)) originals.set(path, Buffer.from(bytes));
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

/** Puts back every file that this process damaged. */
export async function repair(): Promise<void> {
  for (const [path, bytes] of originals) await writeFile(path, bytes);
  originals.clear();
}
