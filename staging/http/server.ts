import fastify, { type FastifyInstance } from 'fastify';
import { statusOf } from '../observe/status.ts';
import type { Platform } from '../platform.ts';
import { casesRoutes } from './cases-routes.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { faultsRoutes } from './faults-routes.ts';
import { pipelineRoutes } from './pipeline-routes.ts';
import { answerWithProblems } from './problem.ts';
import { publisherRoutes } from './publisher-routes.ts';
import { statusPage } from './status-page.ts';

/** The platform's one HTTP server, not listening yet. Closing it ends connections that wait for an answer. */
export function platformServer(platform: Platform): FastifyInstance {
  // A key may have 500 characters, and three times as many when it is escaped; fastify's own limit is 100.
  const server = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 1_500 } });
  answerWithProblems(server);
  publisherRoutes(server, platform);
  casesRoutes(server, platform);
  evidenceRoutes(server, platform);
  pipelineRoutes(server, platform);
  faultsRoutes(server, platform);
  server.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(statusPage(await statusOf(platform))));
  server.get('/status', () => statusOf(platform));
  server.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await platform.metrics.scrape()),
  );
  server.get('/healthz', () => ({ environment: platform.environment }));
  return server;
}
