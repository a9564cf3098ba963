/** What a terminal would obey instead of showing: control characters (C0, DEL, C1), and marks that turn or hide the text around them. */
const unsafe = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]/gu;

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
  JSON.stringify(value, null, indent).replaceAll(unsafe, (char) => (char === '\n' ? char : `\\u${hex(char, 4)}`));

function safe(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return value.map(safe);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [plainText(name), safe(member)]));
}

const spelled = (char: string): string => (char <= '\xff' ? `\\x${hex(char, 2)}` : `\\u${hex(char, 4)}`);
const hex = (char: string, digits: number): string => (char.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');
