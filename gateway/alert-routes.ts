import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Millis } from '../domain/time.ts';
import { itemsOf, type Item } from './alertmanager.ts';
import { alertResultSchema, type AlertResult } from './intake.ts';
import type { GatewayMetrics } from './metrics.ts';
import { Refused } from './problem-reply.ts';
import { unroutedSchema, type UnroutedAlerts } from './unrouted.ts';

export const deliveredSchema = z.object({ results: z.array(alertResultSchema) });
export const unroutedListSchema = z.object({ alerts: z.array(unroutedSchema) });

interface AlertRouteParts {
  readonly sourceOf: (authorization: string | undefined) => string | null;
  readonly take: (items: readonly Item[], source: string) => Promise<readonly AlertResult[]>;
  readonly unrouted: UnroutedAlerts;
  readonly metrics: GatewayMetrics;
  readonly now: () => Millis;
}

/** `POST /alerts/alertmanager` and `GET /alerts/unrouted`. */
export function alertRoutes(gateway: FastifyInstance, { sourceOf, take, unrouted, metrics, now }: AlertRouteParts): void {
  /** Before the body is read: a stranger does not get to send us a megabyte. */
  const source = (authorization: string | undefined): string => {
    const name = sourceOf(authorization);
    if (name === null) throw new Refused('Unauthenticated', 'send the bearer token of one of the sources in holdfast.yaml');
    return name;
  };
  gateway.post('/alerts/alertmanager', { onRequest: async ({ headers }) => void source(headers.authorization) }, async (request, reply) => {
    const done = metrics.delivery.startTimer();
    const from = source(request.headers.authorization);
    const results = await take(itemsOf(request.body, from, now()), from);
    done();
    return reply.code(202).send({ results });
  });
  gateway.get('/alerts/unrouted', async () => ({ alerts: unrouted.list() }));
}
