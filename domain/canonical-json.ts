/**
 * RFC 8785 (JCS): the one text of a JSON value, so that its digest and its signatures mean the same to everybody.
 * Throws a TypeError for what JSON cannot say: functions, symbols, bigint, NaN, infinities, lone surrogates. Absent (`undefined`)
 * members are left out, as JSON.stringify leaves them out.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item === undefined ? null : item)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`${typeof value} has no canonical JSON`);
  return object(value as Readonly<Record<string, unknown>>);
}

function object(value: Readonly<Record<string, unknown>>): string {
  let members = '';
  // RFC 8785 3.2.3 sorts by UTF-16 code units, which is what `sort` does by itself.
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member !== undefined) members += `${members === '' ? '' : ','}${text(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

function text(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no canonical JSON');
  return JSON.stringify(value);
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical JSON`);
  return JSON.stringify(value);
}
