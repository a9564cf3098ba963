import type { Client } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { withinReach } from '../contracts/temporal-away.ts';
import { seconds } from '../domain/time.ts';
import type { GatewayMetrics } from './metrics.ts';
import { openApi } from './openapi.ts';

/** `GET /healthz` (this process answers), `/readyz` (and reaches Temporal), `/metrics`, `/openapi.json`. */
export function operations(gateway: FastifyInstance, client: Client, metrics: GatewayMetrics): void {
  gateway.get('/healthz', async () => ({ status: 'ok' }));
  gateway.get('/readyz', async () => {
    const { namespace } = client.options;
    await withinReach(client, 'say that it is ready', seconds(2), () => client.connection.workflowService.describeNamespace({ namespace }));
    return { status: 'ok' };
  });
  gateway.get('/metrics', async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()));
  gateway.get('/openapi.json', async () => openApi());
}
