import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { channelText, type Channel } from '../domain/scope.ts';
import { casesIn } from './cases/cases.ts';
import { absentItems, evidenceItems } from './http/evidence-routes.ts';
import { metricsOf } from './observe/metrics.ts';
import { startReader } from './observe/reader-fleet.ts';
import { actionsOf, type Options } from './options.ts';
import { buildsIn } from './pipeline/build-record.ts';
import { pipelineOf, type Pipeline } from './pipeline/pipeline.ts';
import type { Platform } from './platform.ts';
import { auditLog } from './publisher/audit-log.ts';
import { intentsIn } from './publisher/intents.ts';
import { interferences } from './publisher/interferences.ts';
import { publisherOf } from './publisher/publisher.ts';
import { releaseName } from './publisher/release-order.ts';
import { originAt } from './store/origin.ts';
import { keyRing, type Signer } from './trust/key-ring.ts';
import { indexRole, manifestRole, writeTrustMetadata } from './trust/trust-metadata.ts';
import { firstTruth } from './world/official-source.ts';
import { channelsOf, firstReleases, tenants, world } from './world/world.ts';

/**
 * Builds the platform on `options.home`, continuing what an earlier run left there, and starts its readers. Answers when every channel
 * has its five releases and every reader serves.
 */
export async function startPlatform(options: Options): Promise<Platform & { readonly close: () => Promise<void> }> {
  const home = resolve(options.home);
  const { environment } = options;
  const channels = channelsOf(environment);
  const trust = { metadata: join(home, 'trust'), pinned: join(home, 'pinned') };
  const signerOf = signers(home, environment, trust);
  const origins = [originAt('primary', join(home, 'origins', 'primary')), originAt('mirror', join(home, 'origins', 'mirror'))] as const;
  writeSources(join(home, 'sources'));
  const audit = await auditLog(join(home, 'audit.jsonl'));
  const publisher = publisherOf({
    origins,
    audit,
    intents: intentsIn(join(home, 'intents')),
    signerOf: (channel) => signerOf(channel, indexRole(channel.name)),
  });
  await publisher.recover(channels);
  const builds = buildsIn(join(home, 'builds'));
  const pipeline = pipelineOf({
    publisher,
    builds,
    origins,
    sources: join(home, 'sources'),
    manifestSignerOf: (channel) => signerOf(channel, manifestRole(channel.name)),
  });
  await Promise.all(channels.map((channel) => firstFive(pipeline, channel)));

  const follows = [origins[0], origins[0], origins[1]];
  const readers = await Promise.all(
    follows.map((origin, index) => {
      const poll = Math.round(options.propagation / 2 ** (follows.length - 1 - index));
      const name = `reader-${index + 1}`;
      const where = {
        host: options.host,
        port: String(options['reader-ports'][index] ?? 0),
        cache: join(home, 'readers', name),
        poll: String(poll),
      };
      return startReader({ name, origin, options: { ...trust, ...where, environment } });
    }),
  );
  return {
    environment,
    channels,
    token: tokenIn(home),
    trust,
    origins,
    readers,
    publisher,
    pipeline,
    cases: casesIn(join(home, 'cases')),
    metrics: metricsOf({ channels, readers, publisher, pipeline }),
    interferences: interferences(),
    describe: { actions: actionsOf(options), evidence: Object.keys(evidenceItems), absent: absentItems },
    close: async () => {
      await Promise.all(readers.map((reader) => reader.stop()));
      await audit.close();
    },
  };
}

function signers(home: string, environment: string, trust: Platform['trust']): (channel: Channel, role: string) => Signer {
  const rings = new Map(tenants.map((tenant) => [tenant, keyRing(join(home, 'keys', tenant, environment))]));
  for (const [tenant, ring] of rings) {
    const names = world.filter((place) => place.tenant === tenant).map(({ name }) => name);
    writeTrustMetadata(ring, names, join(trust.metadata, tenant, environment), join(trust.pinned, tenant, environment));
  }
  return ({ tenant }, role) => {
    const ring = rings.get(tenant);
    if (!ring) throw new Error(`no keys for tenant ${tenant}`);
    return ring.signer(role);
  };
}

function writeSources(folder: string): void {
  for (const place of world) {
    const path = join(folder, place.tenant, `${place.name}.json`);
    mkdirSync(join(folder, place.tenant), { recursive: true });
    if (!existsSync(path)) writeFileSync(path, JSON.stringify(firstTruth(place), null, 2));
  }
}

/** The last of the first five raises the floor: the oldest release is out of bounds, as in a channel that has lived a while. */
async function firstFive(pipeline: Pipeline, channel: Channel): Promise<void> {
  for (let number = (await pipeline.builds.count(channel)) + 1; number <= firstReleases; number += 1) {
    const request = { by: 'pipeline', ...(number === firstReleases ? { floor: releaseName(2) } : {}) };
    const { blocked } = await pipeline.publish(channel, request);
    if (blocked) throw new Error(`${channelText(channel)}: ${blocked.stage}: ${blocked.why}`);
  }
}

function tokenIn(home: string): string {
  const path = join(home, 'token');
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}
