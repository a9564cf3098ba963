/** What a terminal would obey instead of showing: control characters (C0, DEL, C1), and marks that turn or hide text, or are unseen themselves. */
const unsafe = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text from outside, safe to show: white space becomes one space, whatever a terminal would obey is spelled out (`\x1b`). */
export function plainText(text: string): string {
  return text.replaceAll(/[\t\n\r\f\v ]+/g, ' ').replaceAll(unsafe, spelled);
}

/**
 * The same data with every text in it, names of members included, made safe to show. Done once, to all of a board, so that no line of
 * a screen can forget it: labels, notes and reasons come from outside.
 */
export function plainData<T>(value: T): T {
  return safe(value) as T;
}

/** JSON with the same characters written as `\u` escapes: the same data, and safe to print. */
export const plainJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replaceAll(unsafe, (char) => (char === '\n' ? char : units(char)));

function safe(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return value.map(safe);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [plainText(name), safe(member)]));
}

const spelled = (char: string): string => (char <= '\xff' ? `\\x${hex(char, 2)}` : units(char));
/** As JSON writes it: a character beyond U+FFFF is two. */
const units = (char: string): string =>
  char
    .split('')
    .map((unit) => `\\u${hex(unit, 4)}`)
    .join('');
const hex = (unit: string, digits: number): string => unit.charCodeAt(0).toString(16).padStart(digits, '0');
