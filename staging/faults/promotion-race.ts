import { faultChanges, type Fault } from './fault.ts';
import { publishBroken } from './publish-broken.ts';

const name = 'promotion-race';

/** Somebody else moves the pointer first: a second instance of the publisher that has not heard of the hold. */
export const promotionRace: Fault = {
  name,
  says: 'Just before the next change of an `action` (`count` of them, default 1) a new good release is promoted, past any hold.',
  break: async (platform, body) => {
    const before = (channel: Parameters<typeof publishBroken>[1]): Promise<unknown> => publishBroken(platform, channel, { past: 'hold' });
    platform.interferences.add({ fault: name, ...faultChanges.parse(body), before });
  },
  mend: async ({ interferences }) => interferences.drop(name),
};
