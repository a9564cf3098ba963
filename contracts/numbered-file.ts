type Ending = 'json' | 'jsonl';

const patterns: Readonly<Record<Ending, RegExp>> = { json: /^\d{12}\.json$/, jsonl: /^\d{12}\.jsonl$/ };

/** The name of the file of a number, such as `000000000042.json`: twelve digits, so that a listing by name is in order. */
export const numberedFile = (number: number, ending: Ending = 'json'): string => `${String(number).padStart(12, '0')}.${ending}`;

/** The numbers of the numbered files among `names`, ascending: whatever else lies there, such as a temporary file, is none. */
export const numbersAmong = (names: readonly string[], ending: Ending = 'json'): readonly number[] =>
  names
    .filter((name) => patterns[ending].test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((one, other) => one - other);
