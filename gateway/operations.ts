import type { Client } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { withinReach } from '../contracts/temporal-away.ts';
import { seconds } from '../domain/time.ts';
import type { HealthCheck } from './health.ts';
import type { GatewayMetrics } from './metrics.ts';
import { openApi } from './openapi.ts';

interface OperationParts {
  readonly client: Client;
  readonly metrics: GatewayMetrics;
  readonly health: () => readonly HealthCheck[];
}

/**
 * `GET /healthz` (this process answers), `/readyz` (and reaches Temporal, else 503; what is wrong with incidents is said there, but a
 * gateway that takes alerts is ready), `/metrics`, `/openapi.json`.
 */
export function operations(gateway: FastifyInstance, { client, metrics, health }: OperationParts): void {
  gateway.get('/healthz', async () => ({ status: 'ok' }));
  gateway.get('/readyz', async () => {
    const { namespace } = client.options;
    await withinReach(client, 'say that it is ready', seconds(2), () => client.connection.workflowService.describeNamespace({ namespace }));
    const temporal: HealthCheck = { name: 'temporal', state: 'ok', say: `namespace ${namespace} answers` };
    return { status: 'ok', checks: [temporal, ...health()] };
  });
  gateway.get('/metrics', async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()));
  gateway.get('/openapi.json', async () => openApi());
}
