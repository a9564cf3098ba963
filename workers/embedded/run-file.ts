import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { processBegan } from './process-began.ts';

/** Where everything of an embedded run listens (interfaces: run.json). */
export const runSchema = z.object({
  gateway: z.string(),
  temporal: z.string(),
  temporalUi: z.string(),
  staging: z.string(),
  readers: z.array(z.string()),
  namespace: z.string(),
  taskQueue: z.string(),
  pid: z.number(),
  /** When that process began: its number may be another's by now. */
  began: z.string().nullish(),
});
export type Run = z.output<typeof runSchema>;

export const writeRun = (file: string, run: Run): void => writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`);

/** Takes the file back, if it still tells of this process. */
export function forgetRun(file: string): void {
  if (readRun(file)?.pid === process.pid) rmSync(file, { force: true });
}

function isAlive({ pid, began }: Pick<Run, 'pid' | 'began'>): boolean {
  const now = processBegan(pid);
  if (now !== null && began) return now === began;
  try {
    process.kill(pid, 0); // signal 0 asks, and does nothing
    return true;
  } catch (err) {
    return (err as { readonly code?: string }).code === 'EPERM'; // somebody else's, and there
  }
}

/** The embedded run that is going on, or null. */
export function readRun(file: string): Run | null {
  try {
    const run = runSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return isAlive(run) ? run : null; // one that was killed could not tidy up
  } catch {
    return null;
  }
}
