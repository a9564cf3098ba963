import { readFile, writeFile } from 'node:fs/promises';

const originals = new Map<string, Buffer>();
const damagedBy = new Map<string, Set<string>>();

/** Flips one byte of a file, as a failing disk would: its size stays. Twice is no more than once. */
export const flipByte = (bytes: Buffer): Buffer => {
  const flipped = Buffer.from(bytes);
  const middle = Math.floor(flipped.length / 2);
  flipped[middle] = (flipped[middle] ?? 0) ^ 1;
  return flipped;
};

/** Cuts a file in the middle, as a copy that broke off would. */
export const cutOff = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2));

/** Puts what `how` makes of a file's original bytes in their place, for `fault`. */
export async function damage(fault: string, path: string, how: (original: Buffer) => Buffer): Promise<void> {
  const original = originals.get(path) ?? (await readFile(path));
  originals.set(path, original);
  damagedBy.set(fault, (damagedBy.get(fault) ?? new Set()).add(path));
  await writeFile(path, how(original));
}

/** Puts back every file that this process damaged for `fault`, and for no other fault too. */
export async function repair(fault: string): Promise<void> {
  const paths = damagedBy.get(fault) ?? [];
  damagedBy.delete(fault);
  for (const path of paths) {
    const original = originals.get(path);
    if (!original || [...damagedBy.values()].some((others) => others.has(path))) continue;
    await writeFile(path, original);
    originals.delete(path);
  }
}
