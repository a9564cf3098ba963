import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { changeRequestSchema } from '../../contracts/platform-api.ts';
import type { Platform } from '../platform.ts';
import { placeOf } from '../observe/metrics.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import { cover } from '../world/cover.ts';
import { bearer } from './bearer.ts';
import { channelOf } from './channel-of.ts';

const scoped = z.object({ tenant: z.string(), environment: z.string(), kind: z.string(), name: z.string() });
const changes = '/v1/channels/:tenant/:environment/:channel/changes';

/** The publisher, as contracts/platform-api.ts has it. */
export function publisherRoutes(server: FastifyInstance, platform: Platform): void {
  const { interferences, metrics, publisher } = platform;
  const onRequest = bearer(platform.token);

  server.get('/v1/describe', () => platform.describe);

  server.get('/v1/scopes/:tenant/:environment/:kind/:name', ({ params }) => {
    const { tenant, environment, kind, name } = scoped.parse(params);
    const covered = environment === platform.environment ? cover(environment, tenant, kind, name) : null;
    if (!covered) throw new PlatformRefusal(404, 'unknown-scope', `there is no ${kind} ${name} of ${tenant} in ${environment} here`);
    return covered;
  });

  server.post(changes, { onRequest }, async (request, reply) => {
    const channel = channelOf(platform, request.params);
    const asked = changeRequestSchema.parse(request.body);
    if (!platform.describe.actions.includes(asked.action))
      throw new PlatformRefusal(422, 'unsupported', `this platform does not ${asked.action}`);
    const answer = await interferences.through(channel, asked, async () => {
      const seen = publisher.outcome(channel, asked.key) !== null;
      const change = await publisher.change(channel, asked);
      const took = !seen && !change.already;
      if (took) metrics.changes.inc({ ...placeOf(channel), action: change.action });
      return { change, took };
    });
    if (answer) return answer;
    reply.hijack();
    return reply;
  });

  server.get(changes, { onRequest }, ({ params }) => publisher.changes(channelOf(platform, params)));

  server.get(`${changes}/:key`, { onRequest }, ({ params }) => {
    const { key } = z.object({ key: z.string() }).parse(params);
    const change = publisher.outcome(channelOf(platform, params), key);
    if (!change) throw new PlatformRefusal(404, 'unknown-key', `no change came with key '${key}'`);
    return change;
  });
}
