import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { incidentAttribute } from '../../contracts/incident.ts';
import { freePort } from './free-port.ts';
import type { Home } from './home.ts';
import { sayingWhy } from './says-why.ts';
import { stopProcess } from './stop-process.ts';

export interface TemporalServer {
  readonly pid: number;
  readonly address: string;
  readonly ui: string;
  readonly namespace: string;
  /** Rejects when it has ended by itself, or was stopped. */
  readonly ended: Promise<never>;
  readonly stop: () => Promise<void>;
}

/** Above the default of 20 a second, which alone makes two steps wait for each other (docs/operating.md). */
const limits = ['history.transferProcessorMaxPollRPS=2000', 'history.timerProcessorMaxPollRPS=2000'];

/** Starts Temporal's development server on the home's database file, and waits until it serves. */
export async function startTemporal(home: Home): Promise<TemporalServer> {
  const [port, uiPort, metricsPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const logFile = join(home.logs, 'temporal.log');
  const why = sayingWhy(logFile);
  const log = openSync(logFile, 'a');
  const fixed = [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--ui-port',
    `${uiPort}`,
    '--metrics-port',
    `${metricsPort}`,
    '--log-level',
    'warn',
  ];
  const kept = ['--db-filename', home.database, '--search-attribute', `${incidentAttribute}=Keyword`];
  const child = spawn(temporalBinary(), [...fixed, ...kept, ...limits.flatMap((limit) => ['--dynamic-config-value', limit])], {
    stdio: ['ignore', log, log],
  });
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const end = (): void => void child.kill('SIGKILL'); // whatever becomes of this process, it leaves no server behind
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  closeSync(log); // it is the server's now
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => {
    throw new Error(`Temporal ended with ${String(code ?? signal)}: ${why()}`);
  });
  ended.catch(() => undefined); // whoever waits for it is told
  const address = `127.0.0.1:${port}`;
  await untilItServes(address, child, why);
  return { pid: child.pid!, address, ui: `http://127.0.0.1:${uiPort}`, namespace: 'default', ended, stop: () => stopProcess(child) };
}

function temporalBinary(): string {
  const cache = process.env['HOLDFAST_CACHE'] ?? fileURLToPath(new URL('../../.holdfast/bin', import.meta.url));
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'temporal'));
  const named = process.env['HOLDFAST_TEMPORAL'];
  const found = [...(named ? [named] : []), ...onPath, join(cache, 'temporal')].find(existsSync);
  if (found) return found;
  throw new Error('the Temporal command-line tool is not here: run `npm run set-up`, or name it in HOLDFAST_TEMPORAL');
}

async function untilItServes(address: string, child: ChildProcess, why: () => string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const end = child.exitCode ?? child.signalCode;
    if (end !== null) throw new Error(`Temporal ended at once with ${end}: ${why()}`);
    const connection = await Connection.connect({ address, connectTimeout: '1s' }).catch(() => null);
    const serves = await connection?.workflowService.describeNamespace({ namespace: 'default' }).then(
      () => true,
      () => false,
    );
    await connection?.close();
    if (serves) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stopProcess(child);
  throw new Error(`Temporal did not serve within 30 s: ${why()}`);
}
