import { z } from 'zod';
import { manifestFile } from '../../contracts/pack-format.ts';
import { channelOf } from '../http/channel-of.ts';
import { cutOff, damage, repair } from './damage.ts';
import { faultChannel, type Fault } from './fault.ts';
import { originsOf } from './origins-of.ts';
import { publishBroken } from './publish-broken.ts';

const name = 'truncated-manifest';

/** A good release of whose manifest only the first half arrived. */
export const truncatedManifest: Fault = {
  name,
  says: 'Publishes a good release whose manifest is cut off at one origin (`origin`, default primary) or at `all`, before any reader fetches it.',
  break: async (platform, body) => {
    const { origin, ...place } = faultChannel.extend({ origin: z.string().default('primary') }).parse(body);
    const channel = channelOf(platform, place);
    const at = originsOf(platform, origin);
    return publishBroken(platform, channel, {
      beforePromote: async ({ runtime_pack_id }) => {
        for (const one of at) await damage(name, one.packFile(channel, runtime_pack_id, manifestFile), cutOff);
      },
    });
  },
  mend: () => repair(name),
};
