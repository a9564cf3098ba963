import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { describe } from '@jest/globals';

/** The senders, by the names that Debian and the vendor give them. */
const names = {
  prometheus: ['prometheus'],
  alertmanager: ['prometheus-alertmanager', 'alertmanager'],
} as const;

/** Path of a program on this machine, or null. */
function found(program: keyof typeof names): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return names[program].flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null;
}

/** Path of a program that `describeWithSenders` found. */
export function programPath(program: keyof typeof names): string {
  const path = found(program);
  if (path === null) throw new Error(`${program} is not on PATH`);
  return path;
}

/** The tests where Prometheus and Alertmanager are installed; elsewhere they are skipped, and their title says what is missing. */
export function describeWithSenders(title: string, tests: () => void): void {
  const missing = (['prometheus', 'alertmanager'] as const).filter((program) => found(program) === null);
  const block = missing.length === 0 ? describe : describe.skip;
  const why = missing.length === 0 ? '' : `[${missing.join(' and ')} not on PATH: apt-get install prometheus prometheus-alertmanager] `;
  block(`${why}${title}`, tests);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
