import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { placeOf } from '../observe/metrics.ts';
import type { Channel } from '../../domain/scope.ts';
import type { BuildRecord } from '../pipeline/build-record.ts';
import type { Platform } from '../platform.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import { channelOf } from './channel-of.ts';

const publishSchema = z
  .strictObject({
    rules: z.record(z.string(), z.string()).optional(),
    by: z.string().min(1).default('pipeline'),
  })
  .nullish();

/** Counts what a build came to. */
export function counted(platform: Platform, channel: Channel, record: BuildRecord): BuildRecord {
  const { canaryFailures, changes, publishBlocked } = platform.metrics;
  const place = placeOf(channel);
  if (record.outcome === 'promoted') changes.inc({ ...place, action: 'promote' });
  else publishBlocked.inc({ ...place, stage: record.blocked?.stage ?? 'sources' });
  if (record.blocked?.stage === 'canary') canaryFailures.inc(place);
  return record;
}

/** The pipeline's door, its build records, and the official sources. */
export function pipelineRoutes(server: FastifyInstance, platform: Platform): void {
  const { pipeline } = platform;
  server.post('/pipeline/:tenant/:channel/publish', async ({ params, body }) => {
    const channel = channelOf(platform, params);
    const { by = 'pipeline', rules = {} } = publishSchema.parse(body) ?? {};
    const record = counted(platform, channel, await pipeline.publish(channel, { by, rules }));
    const { blocked } = record;
    if (record.outcome === 'promoted' || !blocked) return record;
    throw new PlatformRefusal(blocked.code === 'held' ? 409 : 422, blocked.code, `publish_blocked at ${blocked.stage}: ${blocked.why}`);
  });
  server.get('/pipeline/:tenant/:channel/builds', async ({ params }) => ({
    builds: await pipeline.builds.of(channelOf(platform, params)),
  }));
  server.get('/pipeline/:tenant/:channel/builds/:release', async ({ params }) => {
    const { release } = z.object({ release: z.string() }).parse(params);
    const record = (await pipeline.builds.of(channelOf(platform, params))).find(({ release_id }) => release_id === release);
    if (!record) throw new PlatformRefusal(404, 'unknown-build', `there was no build of ${release}`);
    return record;
  });
  server.get('/source/:tenant/:channel', ({ params }) => pipeline.source(channelOf(platform, params)));
}
