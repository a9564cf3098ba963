import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { channelText } from '../../domain/scope.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import type { LoadedPack } from './check-pack.ts';
import type { Follower } from './follower.ts';
import type { Remembered } from './pack-cache.ts';

const place = z.object({ tenant: z.string(), environment: z.string(), channel: z.string() });
const base = '/v1/channels/:tenant/:environment/:channel';

/** What a reader answers: always from the pack that it has loaded, and it says which. */
export function readerRoutes(server: FastifyInstance, name: string, followers: readonly Follower[]): void {
  const served = (
    params: unknown,
  ): { readonly active: Remembered; readonly pack: LoadedPack; readonly of: Pick<Remembered, 'release_id' | 'artifact_id'> } => {
    const { tenant, environment, channel } = place.parse(params);
    const follower = followers.find(({ state }) => channelText(state.channel) === `${tenant}/${environment}/${channel}`);
    if (!follower) throw new PlatformRefusal(404, 'unknown-channel', `${name} does not follow ${tenant}/${environment}/${channel}`);
    const { pack, state } = follower;
    if (!pack || !state.active)
      throw new PlatformRefusal(503, 'nothing-loaded', `${name} has no pack of ${tenant}/${environment}/${channel} yet`);
    const { release_id, artifact_id } = state.active;
    return { active: state.active, pack, of: { release_id, artifact_id } };
  };

  server.get(`${base}/manifest`, ({ params }) => {
    const { active, pack, of } = served(params);
    return { ...of, generation: active.generation, manifest: pack.manifest };
  });
  server.get(`${base}/resolve`, ({ params, query }) => {
    const { pack, of } = served(params);
    return { ...of, rule_id: pack.answers.resolve(z.object({ q: z.string().max(500) }).parse(query).q) };
  });
  server.get(`${base}/rules/:rule`, ({ params }) => {
    const { pack, of } = served(params);
    const rule = pack.answers.rule(z.object({ rule: z.string() }).parse(params).rule);
    if (!rule) throw new PlatformRefusal(404, 'unknown-rule', `${of.release_id} has no such rule`);
    return { ...of, rule };
  });
  server.get(`${base}/files/*`, (request, reply) => {
    const path = z.object({ '*': z.string() }).parse(request.params)['*'];
    const { pack, of } = served(request.params);
    const bytes = pack.files.get(path);
    if (!bytes) throw new PlatformRefusal(404, 'unknown-file', `${of.release_id} has no file ${path}`);
    return reply.type('application/octet-stream').header('x-release-id', of.release_id).header('x-artifact-id', of.artifact_id).send(bytes);
  });
  server.get('/state', () => ({ reader: name, channels: followers.map(({ state }) => state) }));
  server.get('/healthz', () => ({ reader: name }));
}
