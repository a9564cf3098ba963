import { z } from 'zod';
import { channelOf } from '../http/channel-of.ts';
import { rulesPath } from '../pack/pack-content.ts';
import type { Platform } from '../platform.ts';
import type { Origin } from '../store/origin.ts';
import { damage, flipByte, repair } from './damage.ts';
import { earlierRelease, type Earlier } from './earlier-releases.ts';
import { faultChannel, type Fault } from './fault.ts';
import { originsOf } from './origins-of.ts';

const everywhere = 'good-corrupted';
const inOnePlace = 'good-corrupted-at-one-origin';
const place = faultChannel.extend({ release: z.string().optional() });

/** The release that one would go back to, damaged wherever it lies. */
export const goodCorrupted: Fault = {
  name: everywhere,
  says: 'The payload of the newest earlier release (or of `release`) is damaged at every origin.',
  break: async (platform, body) => corrupted(everywhere, platform, place.parse(body), platform.origins),
  mend: () => repair(everywhere),
};

/** The same in one place: whether it is good depends on whom one asks. */
export const goodCorruptedAtOneOrigin: Fault = {
  name: inOnePlace,
  says: 'The payload of the newest earlier release (or of `release`) is damaged at one origin (`origin`, default primary).',
  break: async (platform, body) => {
    const { origin, ...wanted } = place.extend({ origin: z.string().default('primary') }).parse(body);
    return corrupted(inOnePlace, platform, wanted, originsOf(platform, origin));
  },
  mend: () => repair(inOnePlace),
};

async function corrupted(
  fault: string,
  platform: Platform,
  { release, ...where }: z.infer<typeof place>,
  at: readonly Origin[],
): Promise<Earlier> {
  const channel = channelOf(platform, where);
  const earlier = await earlierRelease(platform, channel, release);
  for (const origin of at) await damage(fault, origin.packFile(channel, earlier.artifact_id, rulesPath), flipByte);
  return earlier;
}
