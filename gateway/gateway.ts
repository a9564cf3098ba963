import type { Client } from '@temporalio/client';
import { fastify, type FastifyInstance } from 'fastify';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Configuration } from '../contracts/configuration.ts';
import { TemporalIncidents } from '../contracts/temporal-incidents.ts';
import { seconds, type Millis } from '../domain/time.ts';
import { alertRoutes } from './alert-routes.ts';
import { authenticator } from './authenticate.ts';
import { Carrier } from './carry.ts';
import { delivery } from './deliver.ts';
import { incidentRoutes } from './incident-routes.ts';
import { intake } from './intake.ts';
import { gatewayLog } from './log.ts';
import { GatewayMetrics } from './metrics.ts';
import { operations } from './operations.ts';
import { answerError, answerWithProblems } from './problem-reply.ts';
import type { HealthCheck } from './health.ts';
import { handStarts } from './start-by-hand.ts';
import { stopRoutes } from './stop-routes.ts';
import { UnroutedAlerts } from './unrouted.ts';
import { refuseWrongMethods } from './wrong-method.ts';

export interface GatewayParts {
  readonly configuration: Pick<Configuration, 'temporal' | 'routes' | 'people' | 'incidentWindow'>;
  /** The bearer token of every source, by its name. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly client: Client;
  /** Begin incidents on the worker of this process at once: `client` is over a NativeConnection that the worker shares. */
  readonly eager?: boolean;
  /** How long Temporal may take to answer; 5 s. */
  readonly patience?: Millis;
  readonly log?: Logger;
  /** Where `unrouted.jsonl` is kept. Without it, unrouted alerts are in the log and in memory only. */
  readonly home?: string;
  readonly now?: () => Millis;
  /** Served at `/metrics`, with the gateway's own. */
  readonly registry?: Registry;
  /** What `/readyz` lists besides Temporal. */
  readonly health?: () => readonly HealthCheck[];
}

const largestBody = 1024 * 1024;

/** The HTTP side of Holdfast, not yet listening: `await gateway.listen({ host, port })`, and `close()` when done. */
export async function buildGateway(parts: GatewayParts): Promise<FastifyInstance> {
  const { configuration, tokens, client, eager = false, patience = seconds(5), log = gatewayLog(), home, now = Date.now } = parts;
  const { registry, health = () => [] } = parts;
  const { routes, people, incidentWindow, temporal } = configuration;
  const metrics = new GatewayMetrics(registry);
  const incidents = new TemporalIncidents(client, { taskQueue: temporal.taskQueue, eager, patience });
  const unrouted = await UnroutedAlerts.open(home === undefined ? null : join(home, 'unrouted.jsonl'));
  const deliver = delivery(new Carrier(incidents, { incidentWindow, now }));
  const take = intake({ routes, deliver, unrouted, metrics, log });

  const answer = answerError(metrics, log);
  const gateway = fastify({
    frameworkErrors: (error, request, reply) => void answer(error, request, reply),
    bodyLimit: largestBody,
    // A label of such a name costs neither the alerts beside it nor its own (promise 11): it is left out, and nothing inherits from it.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    requestTimeout: seconds(10),
    logger: false,
    routerOptions: { maxParamLength: 400 },
  });
  answerWithProblems(gateway, answer, metrics);
  refuseWrongMethods(gateway);
  gateway.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    log.info({ method, route: routeOptions.url ?? 'none', status: statusCode, ms: Math.round(elapsedTime) }, 'answered');
  });
  alertRoutes(gateway, { sourceOf: authenticator(tokens), take, unrouted, metrics, now });
  handStarts(gateway, { incidents, people, incidentWindow, now });
  incidentRoutes(gateway, incidents, people);
  stopRoutes(gateway, { incidents, people, now });
  operations(gateway, { client, metrics, health });
  return gateway;
}
