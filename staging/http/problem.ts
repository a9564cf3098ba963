import type { FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';

/** Makes every error an RFC 9457 problem document with a `code`; only what nobody foresaw is also said on stderr. */
export function answerWithProblems(server: FastifyInstance): void {
  server.setNotFoundHandler((request, reply) => {
    void reply
      .code(404)
      .type('application/problem+json')
      .send(problem(404, 'no-such-route', `there is nothing at ${request.method} ${request.url}`));
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const { status, code, detail, generation } = said(error);
    // A refusal is foreseen, whatever its status.
    if (status >= 500 && !(error instanceof PlatformRefusal)) console.error(error);
    void reply
      .code(status)
      .type('application/problem+json')
      .send(problem(status, code, detail, generation));
  });
}

interface Said {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly generation?: number | undefined;
}

function said(error: Error & { statusCode?: number }): Said {
  if (error instanceof PlatformRefusal)
    return { status: error.status, code: error.code, detail: error.message, generation: error.generation };
  if (error instanceof ZodError)
    return { status: 400, code: 'malformed', detail: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') };
  if (error.statusCode !== undefined && error.statusCode < 500)
    return { status: error.statusCode, code: 'malformed', detail: error.message };
  return { status: 500, code: 'internal', detail: 'the platform failed; its stderr says why' };
}

const problem = (status: number, code: string, detail: string, generation?: number): object => ({
  type: 'about:blank',
  title: code,
  status,
  code,
  detail,
  ...(generation === undefined ? {} : { generation }),
});
