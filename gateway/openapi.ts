import { z } from 'zod';
import { problemSchema } from '../contracts/problem.ts';
import { answerSchema } from '../contracts/signed-answer.ts';
import { startSchema } from '../contracts/signed-start.ts';
import { incidentStatementSchema, stopSchema } from '../contracts/signed-statement.ts';
import { deliveredSchema, unroutedListSchema } from './alert-routes.ts';
import { alertmanagerSchema } from './alertmanager.ts';
import { readySchema } from './health.ts';
import { boardSchema, incidentListSchema } from './incident-routes.ts';
import { startedSchema } from './start-by-hand.ts';
import { countedSchema, stopNowSchema } from './stop-routes.ts';

const wellSchema = z.object({ status: z.literal('ok') });

interface Described {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly takes?: z.ZodType;
  readonly gives: readonly [status: number, schema: z.ZodType | 'text' | 'any'];
  readonly problems: readonly number[];
  readonly query?: Readonly<Record<string, object>>;
}

const described: readonly Described[] = [
  {
    method: 'post',
    path: '/alerts/alertmanager',
    summary: 'Alertmanager webhook, version 4. Answered once Temporal has the alerts.',
    takes: alertmanagerSchema,
    gives: [202, deliveredSchema],
    problems: [400, 401, 413, 415, 500, 503],
  },
  {
    method: 'get',
    path: '/alerts/unrouted',
    summary: 'The last 100 alerts that fitted no route or scope, and so went to triage.',
    gives: [200, unroutedListSchema],
    problems: [500],
  },
  {
    method: 'post',
    path: '/incidents',
    summary: 'A signed start by hand.',
    takes: startSchema,
    gives: [202, startedSchema],
    problems: [400, 403, 409, 413, 415, 500, 503],
  },
  {
    method: 'get',
    path: '/incidents',
    summary: 'Incidents, newest first.',
    gives: [200, incidentListSchema],
    problems: [400, 500, 503],
    query: { open: { type: 'boolean' } },
  },
  {
    method: 'get',
    path: '/incidents/{id}',
    summary: "An incident's board, by its short id or its workflow id.",
    gives: [200, boardSchema],
    problems: [400, 404, 500, 503],
    query: { since: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } },
  },
  {
    method: 'post',
    path: '/incidents/{id}/decisions',
    summary: 'A signed answer to what an incident asks.',
    takes: answerSchema,
    gives: [200, countedSchema],
    problems: [400, 403, 404, 409, 413, 415, 500, 503],
  },
  {
    method: 'post',
    path: '/incidents/{id}/statements',
    summary: 'A signed statement about an incident: a note, another severity, a waiver, an attachment.',
    takes: incidentStatementSchema,
    gives: [200, countedSchema],
    problems: [400, 403, 404, 409, 413, 415, 500, 503],
  },
  {
    method: 'post',
    path: '/stop',
    summary: 'A signed stop of all automatic containment, for a day at most. One whose time has passed lifts the stop in force.',
    takes: stopSchema,
    gives: [200, countedSchema],
    problems: [400, 403, 409, 413, 415, 500, 503],
  },
  {
    method: 'get',
    path: '/stop',
    summary: 'The stop of automatic containment that is in force, or null.',
    gives: [200, stopNowSchema],
    problems: [500, 503],
  },
  { method: 'get', path: '/healthz', summary: 'Whether this process answers.', gives: [200, wellSchema], problems: [500] },
  {
    method: 'get',
    path: '/readyz',
    summary: 'Whether it reaches Temporal; says how incidents are.',
    gives: [200, readySchema],
    problems: [500, 503],
  },
  { method: 'get', path: '/metrics', summary: 'What was counted, for Prometheus.', gives: [200, 'text'], problems: [500] },
  { method: 'get', path: '/openapi.json', summary: 'This document.', gives: [200, 'any'], problems: [500] },
];

/** The gateway's OpenAPI 3.1 document, made of the schemas that it parses with. */
export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of described) (paths[operation.path] ??= {})[operation.method] = operationOf(operation);
  return {
    openapi: '3.1.0',
    info: { title: 'Holdfast gateway', version: '1', description: 'Alerts and signed answers in, incidents and their boards out.' },
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
      securitySchemes: { source: { type: 'http', scheme: 'bearer', description: 'The token of a source in holdfast.yaml.' } },
    },
  };
}

function operationOf({ path, method, summary, takes, gives: [status, schema], problems, query = {} }: Described): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 400 },
  }));
  const inQuery = Object.entries(query).map(([name, type]) => ({ name, in: 'query', schema: type }));
  const refused = problems.map((code) => [
    String(code),
    { description: 'Refused.', content: content('application/problem+json', { $ref: '#/components/schemas/Problem' }) },
  ]);
  return {
    operationId: `${method}${path.replace(/\W+(\w?)/g, (_all, letter: string) => letter.toUpperCase())}`,
    summary,
    parameters: [...inPath, ...inQuery],
    ...(path === '/alerts/alertmanager' ? { security: [{ source: [] }] } : {}),
    ...(takes ? { requestBody: { required: true, content: content('application/json', jsonSchema(takes, 'input')) } } : {}),
    responses: { [status]: { description: 'Done.', content: given(schema) }, ...Object.fromEntries(refused) },
  };
}

function given(schema: Described['gives'][1]): object {
  if (schema === 'text') return content('text/plain', { type: 'string' });
  return content('application/json', schema === 'any' ? { type: 'object' } : jsonSchema(schema, 'output'));
}

const content = (type: string, schema: object): object => ({ [type]: { schema } });

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...plain } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return plain;
}
