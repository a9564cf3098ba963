import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

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
});
export type Run = z.output<typeof runSchema>;

export const writeRun = (file: string, run: Run): void => writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`);

/** Takes the file back, if it still tells of this process. */
export function forgetRun(file: string): void {
  if (readRun(file)?.pid === process.pid) rmSync(file, { force: true });
}

/** The embedded run that is going on, or null. */
export function readRun(file: string): Run | null {
  try {
    const run = runSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    process.kill(run.pid, 0); // throws when that process is gone: it was killed and could not tidy up
    return run;
  } catch {
    return null;
  }
}
