import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { checkStatement, stopSchema } from '../contracts/signed-statement.ts';
import type { KeyHolder } from '../contracts/signed-text.ts';
import type { TemporalIncidents } from '../contracts/temporal-incidents.ts';
import type { Millis } from '../domain/time.ts';
import { parsed } from './parsed.ts';
import { counted, Refused } from './problem-reply.ts';

export const countedSchema = z.object({ counted: z.string().describe('What was counted, in words.') });
export const stopInForceSchema = z
  .object({ until: z.number().describe('Epoch milliseconds.'), by: z.string(), why: z.string() })
  .describe('Until then every automatic containment asks a person first.');
export const stopNowSchema = z.object({ stopped: stopInForceSchema.nullable() });

interface StopRouteParts {
  readonly incidents: Pick<TemporalIncidents, 'stop' | 'stopped'>;
  readonly people: readonly KeyHolder[];
  readonly now: () => Millis;
}

/** `POST /stop` and `GET /stop` (promise 12). */
export function stopRoutes(gateway: FastifyInstance, { incidents, people, now }: StopRouteParts): void {
  gateway.post('/stop', async ({ body }) => {
    const statement = parsed(stopSchema, body);
    // A worker checks it again; here a stranger is kept from starting workflows.
    const checked = checkStatement(statement, people, now());
    if ('refusal' in checked) throw new Refused(checked.refusal.code, checked.refusal.message);
    return counted(await incidents.stop(statement));
  });
  gateway.get('/stop', async () => ({ stopped: await incidents.stopped() }));
}
