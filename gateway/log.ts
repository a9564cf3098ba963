import { pino, type DestinationStream, type Logger } from 'pino';

/** The only fields that reach the log: no header, no body, no token can, whoever passes it. docs/configuration.md lists them. */
export const gatewayLogFields: readonly string[] = [
  'method',
  'route',
  'status',
  'ms',
  'code',
  'source',
  'fingerprint',
  'alertname',
  'outcome',
  'incident',
  'runId',
  'why',
  'alerts',
];

/** The gateway's log: JSON lines on stderr, or into `destination`. Its messages are fixed texts; what varies is in the fields above. */
export function gatewayLog(destination: DestinationStream = pino.destination(2), level = 'info'): Logger {
  const pick = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([name]) => gatewayLogFields.includes(name)));
  return pino({ level, base: { part: 'gateway' }, timestamp: pino.stdTimeFunctions.isoTime, formatters: { log: pick } }, destination);
}
