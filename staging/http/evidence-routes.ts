import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { channelText, type Channel } from '../../domain/scope.ts';
import { readerStates } from '../observe/ask-reader.ts';
import type { Platform } from '../platform.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import { bearer } from './bearer.ts';
import { channelOf } from './channel-of.ts';

/** Newest builds that an evidence item carries. */
const builds = 10;

type Item = (platform: Platform, channel: Channel) => Promise<unknown>;

/** The KOA-T5 items that this platform keeps, by name. The manifest and the index are read from the store itself. */
export const evidenceItems: Readonly<Record<string, Item>> = {
  'build-record': async ({ pipeline }, channel) => ({ channel, builds: (await pipeline.builds.of(channel)).slice(-builds) }),
  'validation-report': async ({ pipeline }, channel) => {
    const newest = (await pipeline.builds.of(channel)).slice(-builds);
    return { channel, reports: newest.map(({ release_id, validation_report }) => ({ release_id, report: validation_report })) };
  },
  'activation-state': async ({ readers }, channel) => {
    const states = await readerStates(readers);
    const readersSay = states.map(({ reader, channels, unreachable }) => ({
      reader,
      unreachable,
      state: channels.find((one) => channelText(one.channel) === channelText(channel)) ?? null,
    }));
    return { channel, readers: readersSay };
  },
  'trust-roots': async ({ trust }, channel) => {
    const folder = join(channel.tenant, channel.environment);
    const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
    return {
      channel,
      root: await read(join(trust.metadata, folder, '1.root.json')),
      targets: await read(join(trust.metadata, folder, 'targets.json')),
      pinned_root: await read(join(trust.pinned, folder, 'root.json')),
    };
  },
  revocations: async ({ publisher }, channel) => {
    const pointer = await publisher.pointer(channel);
    if (!pointer) return { channel, generation: 0 };
    const { generation, revoked, quarantined, minimum_allowed_release_id } = pointer;
    return { channel, generation, revoked, quarantined, minimum_allowed_release_id };
  },
};

const noRendering = 'this platform serves rules; it renders nothing';
const noExecution = 'this platform serves rules; it executes no tasks';

/** The KOA-T5 items that it does not have, and why. */
export const absentItems = [
  { item: 'render-bundles', reason: noRendering },
  { item: 'trace-maps', reason: noRendering },
  { item: 'execution-envelopes', reason: noExecution },
  { item: 'execution-telemetry', reason: noExecution },
];

export function evidenceRoutes(server: FastifyInstance, platform: Platform): void {
  server.get('/v1/evidence/:tenant/:environment/:channel/:item', { onRequest: bearer(platform.token) }, ({ params }) => {
    const channel = channelOf(platform, params);
    const { item } = z.object({ item: z.string() }).parse(params);
    const take = Object.hasOwn(evidenceItems, item) ? evidenceItems[item] : undefined;
    if (!take) throw new PlatformRefusal(404, 'unknown-item', `this platform keeps ${Object.keys(evidenceItems).join(', ')}`);
    return take(platform, channel);
  });
}
