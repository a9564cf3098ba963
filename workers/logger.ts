import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogMetadata } from '@temporalio/worker';
import { pino, type Logger } from 'pino';
import { gatewayLog } from '../gateway/log.ts';

/** What may be logged of a line's fields: an allow list, for labels, notes and errors may carry what nobody meant to keep. */
const allowed = [
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

/** Logs as lines of JSON to `file`, or to stderr. Temporal's own logs go the same way. Once per process. */
export function installLogs(file?: string): Logs {
  const destination = pino.destination(file ? { dest: file, mkdir: true } : { dest: 2 });
  const logger = pino({ base: { part: 'worker' }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      logger[pinoLevel(level)](fields(meta), message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) } },
  });
  return { product: logger, gateway: gatewayLog(destination) };
}

function fields(meta: LogMetadata = {}): Record<string, unknown> {
  return Object.fromEntries(allowed.filter((name) => name in meta).map((name) => [name, meta[name]]));
}

const pinoLevel = (level: string): 'error' | 'warn' | 'info' | 'debug' => {
  if (level === 'ERROR') return 'error';
  if (level === 'WARN') return 'warn';
  return level === 'INFO' ? 'info' : 'debug';
};
