import { readFileSync, statSync } from 'node:fs';

/** How a line begins that names an error. What Node says last when it crashes is only its own version. */
const named = /^\w*Error\b/;

/**
 * To be asked for before a program begins to write to `log`: what is said once it ended. `LOG says why`, with the last line of this run that
 * names an error, or its last line, where there is one: who reads the message may have nothing but the message.
 */
export function sayingWhy(log: string): () => string {
  const before = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  return () => {
    const lines = written(log, before)
      .split('\n')
      .filter((line) => line.trim() !== '');
    const last = lines.findLast((line) => named.test(line)) ?? lines.at(-1);
    return `${log} says why${last === undefined ? '' : `, last: ${last.slice(0, 500)}`}`;
  };
}

/** What an earlier run said says nothing of this one. */
function written(log: string, before: number): string {
  try {
    return readFileSync(log).subarray(before).toString('utf8');
  } catch {
    return ''; // a log that cannot be read is still named
  }
}
