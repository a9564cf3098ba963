import { readFileSync } from 'node:fs';

/** `LOG says why`, with the last line of it where there is one: who reads the message may have nothing but the message. */
export function saysWhy(log: string): string {
  const lines = readable(log)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const last = lines.at(-1);
  return `${log} says why${last === undefined ? '' : `, last: ${last.slice(0, 500)}`}`;
}

function readable(log: string): string {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return ''; // a log that cannot be read is still named
  }
}
