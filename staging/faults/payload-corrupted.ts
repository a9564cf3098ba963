import { z } from 'zod';
import { channelOf } from '../http/channel-of.ts';
import { rulesPath } from '../pack/pack-content.ts';
import type { Platform } from '../platform.ts';
import type { Origin } from '../store/origin.ts';
import { damage, flipByte, repair } from './damage.ts';
import { faultChannel, type Fault } from './fault.ts';
import { originsOf } from './origins-of.ts';
import { publishBroken, type Published } from './publish-broken.ts';

const everywhere = 'payload-corrupted';
const inOnePlace = 'payload-corrupted-at-one-origin';

/** A good release whose payload is damaged wherever it lies. */
export const payloadCorrupted: Fault = {
  name: everywhere,
  says: 'Publishes a good release whose payload is damaged at every origin, before any reader fetches it.',
  break: (platform, body) => corrupted(everywhere, platform, faultChannel.parse(body), platform.origins),
  mend: () => repair(everywhere),
};

/** A good release whose payload is damaged in one place: another origin still has it. */
export const payloadCorruptedAtOneOrigin: Fault = {
  name: inOnePlace,
  says: 'Publishes a good release whose payload is damaged at one origin (`origin`, default primary), before any reader fetches it.',
  break: async (platform, body) => {
    const { origin, ...place } = faultChannel.extend({ origin: z.string().default('primary') }).parse(body);
    return corrupted(inOnePlace, platform, place, originsOf(platform, origin));
  },
  mend: () => repair(inOnePlace),
};

function corrupted(fault: string, platform: Platform, place: z.infer<typeof faultChannel>, at: readonly Origin[]): Promise<Published> {
  const channel = channelOf(platform, place);
  return publishBroken(platform, channel, {
    beforePromote: async ({ runtime_pack_id }) => {
      for (const origin of at) await damage(fault, origin.packFile(channel, runtime_pack_id, rulesPath), flipByte);
    },
  });
}
