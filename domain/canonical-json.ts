/**
 * RFC 8785 (JCS): the one text of a JSON value, so that its digest and its signatures mean the same to everybody.
 * Throws a TypeError for what JSON cannot say: functions, symbols, bigint, NaN, infinities, lone surrogates. Absent (`undefined`)
 * members are left out, as JSON.stringify leaves them out.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return text(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return array(value);
  if (typeof value !== 'object') throw new TypeError(`${typeof value} has no canonical JSON`);
  return object(value as Readonly<Record<string, unknown>>);
}

function array(value: readonly unknown[]): string {
  let items = '';
  for (const item of value) items += `${items === '' ? '' : ','}${canonicalJson(item === undefined ? null : item)}`;
  return `[${items}]`;
}

function object(value: Readonly<Record<string, unknown>>): string {
  let members = '';
  for (const name of sorted(Object.keys(value))) {
    const member = value[name];
    if (member !== undefined) members += `${members === '' ? '' : ','}${text(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/** RFC 8785 3.2.3: by UTF-16 code units, as `<` and `sort` compare. What was canonical before is in order already. */
function sorted(names: string[]): readonly string[] {
  for (let at = 1; at < names.length; at++) if (names[at]! < names[at - 1]!) return names.sort();
  return names;
}

/** Printable ASCII without quote and backslash: stands for itself. Most texts are that, and a record has tens of thousands. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function text(value: string): string {
  if (plain.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no canonical JSON');
  return JSON.stringify(value);
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical JSON`);
  return JSON.stringify(value);
}
