import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogMetadata } from '@temporalio/worker';
import { pino, type Logger } from 'pino';
import { gatewayLog } from '../gateway/log.ts';

/** The only fields of a line that are logged, for labels, notes and errors may carry what nobody meant to keep. docs/configuration.md lists them. */
export const workerLogFields: readonly string[] = [
  'incident',
  'seq',
  'kind',
  'workflowId',
  'runId',
  'workflowType',
  'activityType',
  'attempt',
  'taskQueue',
  'why',
  'sdkComponent',
];

export interface Logs {
  readonly product: Logger;
  readonly gateway: Logger;
}

/**
 * Does `work` with logs as lines of JSON in `file`, or on stderr; Temporal's own go the same way. Temporal's runtime keeps the process
 * alive and takes its signals, so it is ended with the work: a command that fails before there is a worker ends at once.
 */
export async function withLogs<T>(file: string | null, work: (logs: Logs) => Promise<T>): Promise<T> {
  const destination = pino.destination(file ? { dest: file, mkdir: true } : { dest: 2 });
  destination.on('error', () => undefined); // a full disk costs lines of the log; whatever it costs besides is told where it happens
  const logger = pino({ base: { part: 'worker' }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  const runtime = Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      logger[pinoLevel(level)](fields(meta), message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) } },
  });
  try {
    return await work({ product: logger, gateway: gatewayLog(destination) });
  } finally {
    await runtime.shutdown();
  }
}

function fields(meta: LogMetadata = {}): Record<string, unknown> {
  return Object.fromEntries(workerLogFields.filter((name) => name in meta).map((name) => [name, meta[name]]));
}

const pinoLevel = (level: string): 'error' | 'warn' | 'info' | 'debug' => {
  if (level === 'ERROR') return 'error';
  if (level === 'WARN') return 'warn';
  return level === 'INFO' ? 'info' : 'debug';
};
