/**
 * RFC 8785 (JCS): the one text of a JSON value, so that its digest and its signatures mean the same to everybody.
 * Throws a TypeError for what JSON cannot say: functions, symbols, bigint, NaN, infinities, lone surrogates. Absent (`undefined`)
 * members are left out, as JSON.stringify leaves them out.
 */
export function canonicalJson(value: unknown): string {
  // What was canonical before is in order still, and a record has tens of thousands of values: that is JSON.stringify's own spelling.
  if (isInOrder(value)) return JSON.stringify(value);
  if (typeof value === 'string') throw new TypeError('a lone surrogate has no canonical JSON');
  if (typeof value === 'number') throw new TypeError(`${value} has no canonical JSON`);
  if (typeof value !== 'object' || value === null) throw new TypeError(`${typeof value} has no canonical JSON`);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item === undefined ? null : item)).join(',')}]`;
  return object(value as Readonly<Record<string, unknown>>);
}

/** RFC 8785 3.2.3: names by UTF-16 code units, as `<` and `sort` compare. */
function object(value: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  return `{${names
    .sort()
    .map((name) => `${canonicalJson(name)}:${canonicalJson(value[name])}`)
    .join(',')}}`;
}

/** Whether all in it has canonical JSON, and every object's names come in that order. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object' || 'toJSON' in value) return false;
  if (Array.isArray(value)) return value.every(isInOrder);
  let before = '';
  for (const name in value) {
    if (name < before || !name.isWellFormed() || !isInOrder((value as Readonly<Record<string, unknown>>)[name])) return false;
    before = name;
  }
  return true;
}
