import { channelOf } from '../http/channel-of.ts';
import { rulesPath } from '../pack/pack-content.ts';
import { damage, flipByte, repair } from './damage.ts';
import { earlierReleases } from './earlier-releases.ts';
import { faultChannel, type Fault } from './fault.ts';

const name = 'no-good-release';

/** Nothing of a channel is left to go back to: only the baseline can still serve (BK-BP3). */
export const noGoodRelease: Fault = {
  name,
  says: 'The payload of every earlier release of a channel is damaged at every origin.',
  break: async (platform, body) => {
    const channel = channelOf(platform, faultChannel.parse(body));
    const releases = await earlierReleases(platform, channel);
    for (const origin of platform.origins)
      for (const { artifact_id } of releases) await damage(name, origin.packFile(channel, artifact_id, rulesPath), flipByte);
    return { releases };
  },
  mend: () => repair(name),
};
