import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import type { Follower } from './follower.ts';
import { servedPack, type ServedPack } from './served-pack.ts';
import type { Troubles } from './troubles.ts';

const place = z.object({ tenant: z.string(), environment: z.string(), channel: z.string() });
const base = '/v1/channels/:tenant/:environment/:channel';

/** What a reader answers: always from the pack that it has loaded, and it says which. */
export function readerRoutes(server: FastifyInstance, name: string, followers: readonly Follower[], troubles: () => Troubles): void {
  const served = (params: unknown): ServedPack => {
    const { tenant, environment, channel } = place.parse(params);
    return servedPack(name, followers, { tenant, environment, name: channel });
  };

  server.get(`${base}/manifest`, ({ params }) => {
    const { generation, of, pack } = served(params);
    return { ...of, generation, manifest: pack.manifest };
  });
  server.get(`${base}/resolve`, ({ params, query }) => {
    const { of, pack } = served(params);
    if (troubles().resolverDown) throw new PlatformRefusal(503, 'unavailable', 'the resolver does not answer at the moment');
    return { ...of, rule_id: pack.answers.resolve(z.object({ q: z.string().max(500) }).parse(query).q) };
  });
  server.get(`${base}/rules/:rule`, ({ params }) => {
    const { of, pack } = served(params);
    const rule = pack.answers.rule(z.object({ rule: z.string() }).parse(params).rule);
    if (!rule) throw new PlatformRefusal(404, 'unknown-rule', `${of.release_id} has no such rule`);
    return { ...of, rule };
  });
  server.get(`${base}/files/*`, (request, reply) => {
    const path = z.object({ '*': z.string() }).parse(request.params)['*'];
    const { of, pack } = served(request.params);
    const bytes = pack.files.get(path);
    if (!bytes) throw new PlatformRefusal(404, 'unknown-file', `${of.release_id} has no file ${path}`);
    return reply.type('application/octet-stream').header('x-release-id', of.release_id).header('x-artifact-id', of.artifact_id).send(bytes);
  });
  server.get('/state', () => ({ reader: name, channels: followers.map(({ state }) => state) }));
  server.get('/healthz', () => ({ reader: name }));
}
