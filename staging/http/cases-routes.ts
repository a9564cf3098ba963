import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { caseRequestSchema } from '../../contracts/platform-api.ts';
import type { Platform } from '../platform.ts';
import { bearer } from './bearer.ts';
import { channelOf } from './channel-of.ts';

/** Governed cases, as contracts/platform-api.ts has them. */
export function casesRoutes(server: FastifyInstance, platform: Platform): void {
  const onRequest = bearer(platform.token);
  server.post('/v1/cases', { onRequest }, (request) => {
    const asked = caseRequestSchema.parse(request.body);
    const { tenant, environment, name } = asked.channel;
    channelOf(platform, { tenant, environment, channel: name });
    return platform.cases.open(asked, `${request.protocol}://${request.host}`);
  });
  server.get('/v1/cases', { onRequest }, () => ({ cases: platform.cases.all }));
  server.get('/v1/cases/:id', { onRequest }, ({ params }) => platform.cases.read(z.object({ id: z.string() }).parse(params).id));
}
