import { afterEach } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';

const running: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** A real HTTP server on loopback that is gone after the test. Answers its base URL. */
export async function serve(routes: (server: FastifyInstance) => void): Promise<string> {
  const server = fastify({ forceCloseConnections: true });
  running.push(server);
  routes(server);
  return server.listen({ host: '127.0.0.1', port: 0 });
}
