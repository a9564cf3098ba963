import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { answerSchema } from '../contracts/signed-answer.ts';
import { incidentStatementSchema } from '../contracts/signed-statement.ts';
import type { Run } from '../contracts/last-run.ts';
import type { KeyHolder } from '../contracts/signed-text.ts';
import { decisionNamespace, statementNamespace } from '../contracts/sshsig.ts';
import type { TemporalIncidents } from '../contracts/temporal-incidents.ts';
import { aFewAtATime } from './a-few-at-a-time.ts';
import { parsed } from './parsed.ts';
import { counted, Refused } from './problem-reply.ts';
import { stopInForceSchema } from './stop-routes.ts';
import { Strangers } from './strangers.ts';

export const incidentLineSchema = z.object({
  incident: z.string().nullable().describe('The short id that people use. Null in the moments before there is one.'),
  workflowId: z.string(),
  runId: z.string(),
  runbook: z.string(),
  scope: z.string().describe('tenant/environment/kind/name'),
  began: z.number().describe('Epoch milliseconds.'),
  open: z.boolean(),
  state: z.string().describe('open, or how it ended.'),
  because: z.string(),
});
export const incidentListSchema = z.object({ incidents: z.array(incidentLineSchema) });
export const boardSchema = z
  .looseObject({
    incident: z.string(),
    began: z.number(),
    now: z.number().describe('When this was asked for, epoch milliseconds.'),
    stopped: stopInForceSchema.nullable(),
    questions: z.array(z.unknown()),
    unresolved: z
      .array(z.object({ key: z.string(), step: z.string(), why: z.string(), at: z.number() }))
      .describe('Changes that may have taken effect, by the key under which the platform knows them.'),
    timeline: z.array(z.unknown()),
  })
  .describe('Everything that a screen shows of an incident.');

const listQuery = z.object({ open: z.enum(['true', 'false']).default('false') });
const boardQuery = z.object({ since: z.string().regex(/^\d+$/, 'write a whole number').transform(Number).pipe(z.int()).optional() });

/** Lists and boards that are asked of Temporal at once: every one of more takes a worker's time from the incidents themselves. */
const mostLooks = 16;

type Incidents = Pick<TemporalIncidents, 'list' | 'find' | 'board' | 'decide' | 'state'>;

/** `GET /incidents`, `GET /incidents/{id}`, `POST /incidents/{id}/decisions` and `/statements`. An id is a short one or a workflow id. */
export function incidentRoutes(gateway: FastifyInstance, incidents: Incidents, people: readonly KeyHolder[]): void {
  const strangers = new Strangers(people);
  const found = async (params: unknown): Promise<Run> => {
    const { id } = parsed(z.object({ id: z.string().max(400) }), params);
    const run = await incidents.find(id);
    if (!run) throw new Refused('NotFound', 'there is no such incident: GET /incidents lists them');
    return run;
  };
  const inTurn = aFewAtATime(mostLooks);
  const look = <T>({ raw }: FastifyRequest, work: () => Promise<T>) => inTurn(work, () => raw.socket.destroyed);
  gateway.get('/incidents', async (request) => {
    const open = parsed(listQuery, request.query).open === 'true';
    return look(request, async () => ({ incidents: await incidents.list({ open }) }));
  });
  gateway.get('/incidents/:id', async (request) => {
    const { since } = parsed(boardQuery, request.query);
    return look(request, async () => incidents.board(await found(request.params), since));
  });
  gateway.post('/incidents/:id/decisions', async ({ params, body }) => {
    const answer = parsed(answerSchema, body);
    const run = await found(params);
    strangers.demandSigner(run.runId, answer, decisionNamespace);
    return counted(await incidents.decide(run, answer));
  });
  gateway.post('/incidents/:id/statements', async ({ params, body }) => {
    const statement = parsed(incidentStatementSchema, body);
    const run = await found(params);
    strangers.demandSigner(run.runId, statement, statementNamespace);
    return counted(await incidents.state(run, statement));
  });
}
