import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Fault } from '../faults/fault.ts';
import { faults } from '../faults/registry.ts';
import type { Platform } from '../platform.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';

/** The door for whoever tests: names faults, breaks, mends. Nothing else on the platform says that a fault was asked for. */
export function faultsRoutes(server: FastifyInstance, platform: Platform): void {
  const named = (params: unknown): Fault => {
    const { name } = z.object({ name: z.string() }).parse(params);
    const fault = faults.find((one) => one.name === name);
    if (!fault)
      throw new PlatformRefusal(404, 'unknown-fault', `there is no fault '${name}': one of ${faults.map((one) => one.name).join(', ')}`);
    return fault;
  };
  server.get('/faults', () => ({ faults: faults.map(({ name, says }) => ({ name, says })) }));
  server.post('/faults/:name', async ({ params, body }) => (await named(params).break(platform, body ?? {})) ?? {});
  server.delete('/faults/:name', async ({ params }, reply) => {
    await named(params).mend(platform);
    return reply.code(204).send();
  });
}
