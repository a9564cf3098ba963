import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { problem, type ProblemCode } from '../contracts/problem.ts';
import type { Refusal } from '../domain/decisions.ts';
import { ForeignWorkflow } from '../contracts/foreign-workflow.ts';
import { TemporalAway } from '../contracts/temporal-away.ts';
import { Overloaded } from './deliver.ts';
import type { GatewayMetrics } from './metrics.ts';

/** Why a request is refused: becomes a problem document. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** What was counted of what a person signed. Throws Refused with the refusal's own code where nothing was. */
export function counted(stated: { readonly counted: string } | { readonly refused: Refusal }): { readonly counted: string } {
  if ('refused' in stated) throw new Refused(stated.refused.code, stated.refused.message);
  return stated;
}

/** Seconds after which to come again. Alertmanager has its own idea; others look here. */
const retryAfter = 5;

/** Answers an error with an RFC 9457 problem document with a code of the closed list, and counts it by that code. */
export type AnswerError = (error: FastifyError, request: unknown, reply: FastifyReply) => FastifyReply;

export function answerError(metrics: GatewayMetrics, log: Logger): AnswerError {
  return (error, _request, reply) => {
    const { code, detail } = named(error);
    // The message may repeat what was sent; only what went wrong inside is worth a line.
    if (code === 'ForeignWorkflow') log.error({ code, why: detail }, 'a foreign workflow is in the way');
    if (code === 'Internal') log.error({ code, why: `${error.name}: ${error.message}`.slice(0, 500) }, 'a request failed');
    return send(reply, metrics, code, detail);
  };
}

/** Every error of `gateway`, and every address that is not there, is answered so. */
export function answerWithProblems(gateway: FastifyInstance, answer: AnswerError, metrics: GatewayMetrics): void {
  gateway.setErrorHandler<FastifyError>(answer);
  gateway.setNotFoundHandler((_request, reply) =>
    send(reply, metrics, 'NotFound', 'there is no such address: /openapi.json lists them all'),
  );
}

function send(reply: FastifyReply, metrics: GatewayMetrics, code: ProblemCode, detail: string): FastifyReply {
  const document = problem(code, detail);
  metrics.refused.inc({ code });
  if (document.status === 503) reply.header('retry-after', String(retryAfter));
  if (document.status === 401) reply.header('www-authenticate', 'Bearer');
  // Bytes, for a text would get a charset that this media type does not have.
  return reply
    .code(document.status)
    .type('application/problem+json')
    .send(Buffer.from(JSON.stringify(document)));
}

function named(error: FastifyError): { readonly code: ProblemCode; readonly detail: string } {
  if (error instanceof Refused) return { code: error.code, detail: error.message };
  if (error instanceof TemporalAway) return { code: 'TemporalAway', detail: error.message };
  if (error instanceof ForeignWorkflow) return { code: 'ForeignWorkflow', detail: error.message };
  if (error instanceof Overloaded) return { code: 'Overloaded', detail: error.message };
  if (error.statusCode === 413) return { code: 'TooLarge', detail: 'send at most 1 MiB at once: lower max_alerts, or group more finely' };
  if (error.statusCode === 415) return { code: 'UnsupportedMediaType', detail: 'send JSON, with Content-Type: application/json' };
  if ((error.statusCode ?? 500) < 500) return { code: 'MalformedRequest', detail: 'the request is not sound: send one JSON object' };
  return { code: 'Internal', detail: 'the gateway failed; its log says why. Nothing was acknowledged: send it again' };
}
