import { z } from 'zod';
import { channelOf } from '../http/channel-of.ts';
import { rulesPath } from '../pack/pack-content.ts';
import type { Platform } from '../platform.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import type { Origin } from '../store/origin.ts';
import { damage, repair } from './damage.ts';
import { faultChannel, type Fault } from './fault.ts';
import { publishBroken, type Published } from './publish-broken.ts';

/** A good release whose payload is damaged wherever it lies. */
export const payloadCorrupted: Fault = {
  name: 'payload-corrupted',
  says: 'Publishes a good release whose payload is damaged at every origin, before any reader fetches it.',
  break: (platform, body) => corrupted(platform, faultChannel.parse(body), platform.origins),
  mend: repair,
};

/** A good release whose payload is damaged in one place: another origin still has it. */
export const payloadCorruptedAtOneOrigin: Fault = {
  name: 'payload-corrupted-at-one-origin',
  says: 'Publishes a good release whose payload is damaged at one origin (`origin`, default primary), before any reader fetches it.',
  break: (platform, body) => {
    const { origin, ...place } = faultChannel.extend({ origin: z.string().default('primary') }).parse(body);
    const at = platform.origins.filter(({ name }) => name === origin);
    if (at.length === 0)
      throw new PlatformRefusal(
        422,
        'unknown-origin',
        `there is no origin '${origin}': one of ${platform.origins.map(({ name }) => name).join(', ')}`,
      );
    return corrupted(platform, place, at);
  },
  mend: repair,
};

function corrupted(platform: Platform, place: z.infer<typeof faultChannel>, at: readonly Origin[]): Promise<Published> {
  const channel = channelOf(platform, place);
  return publishBroken(platform, channel, {
    beforePromote: async ({ runtime_pack_id }) => {
      for (const origin of at) await damage(origin.packFile(channel, runtime_pack_id, rulesPath));
    },
  });
}
