import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogMetadata } from '@temporalio/worker';
import { pino, type Logger } from 'pino';

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

/** Logs as lines of JSON to `file`, or to stderr. Temporal's own logs go the same way. Once per process. */
export function installLogger(file?: string): Logger {
  const logger = file ? pino(pino.destination({ dest: file, mkdir: true })) : pino(pino.destination(2));
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      logger[pinoLevel(level)](fields(meta), message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) } },
  });
  return logger;
}

function fields(meta: LogMetadata = {}): Record<string, unknown> {
  return Object.fromEntries(allowed.filter((name) => name in meta).map((name) => [name, meta[name]]));
}

const pinoLevel = (level: string): 'error' | 'warn' | 'info' | 'debug' => {
  if (level === 'ERROR') return 'error';
  if (level === 'WARN') return 'warn';
  return level === 'INFO' ? 'info' : 'debug';
};
