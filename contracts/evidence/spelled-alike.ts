const deepest = 32;
const largest = 1e15;
const printable = /^[ -~]*$/;

/**
 * Whether every reader spells this JSON value alike: printable names, whole numbers of at most 15 digits, well-formed text without DEL, 32
 * levels at most. Tools differ in all else, and verify.sh asks the same.
 */
export function isSpelledAlike(value: unknown, levels = deepest): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\x7f');
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < largest && !Object.is(value, -0);
  if (typeof value !== 'object' || value === null) return true;
  // Not by Object.entries: a statement may have ten thousand files, and each look at one counts.
  for (const name in value) {
    if (levels === 0 || !printable.test(name) || !isSpelledAlike((value as Readonly<Record<string, unknown>>)[name], levels - 1))
      return false;
  }
  return true;
}
