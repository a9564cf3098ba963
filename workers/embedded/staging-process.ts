import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Home } from './home.ts';
import { sayingWhy } from './says-why.ts';
import { stopProcess } from './stop-process.ts';

/** How long what a process said may take to be in its log, milliseconds. */
const patience = 2_000;

const place = z.object({ name: z.string(), url: z.string() });
const readySchema = z.object({
  staging: z.string(),
  readers: z.array(place),
  origins: z.array(z.object({ name: z.string(), path: z.string() })),
  trustRoots: z.object({ metadata: z.string(), pinned: z.string() }),
  token: z.string(),
});

export interface StagingProcess extends z.output<typeof readySchema> {
  readonly stop: () => Promise<void>;
}

/** Starts the staging platform and its readers as processes of their own, and waits until they serve. */
export async function startStaging(home: Home): Promise<StagingProcess> {
  const main = fileURLToPath(new URL(`../../staging/main${import.meta.url.endsWith('.js') ? '.js' : '.ts'}`, import.meta.url));
  const logFile = join(home.logs, 'staging.log');
  const why = sayingWhy(logFile);
  const child = spawn(process.execPath, [main, '--home', home.packs], { stdio: ['pipe', 'pipe', 'pipe'] });
  const log = createWriteStream(logFile, { flags: 'a' });
  log.on('error', () => child.stderr.resume()); // a full disk costs the log, not the run: it is told elsewhere
  child.stderr.pipe(log);
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(async ([code, signal]: unknown[]) => {
    await finished(log, { signal: AbortSignal.timeout(patience) }).catch(() => undefined); // what it said may still be on its way to the log
    throw new Error(`the staging platform ended with ${String(code ?? signal)} before it was ready: ${why()}`);
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => undefined); // from here on, its end is somebody's wish
  return { ...readySchema.parse(JSON.parse(line)), stop: () => stopProcess(child) };
}
