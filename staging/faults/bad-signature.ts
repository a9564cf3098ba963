import { z } from 'zod';
import { channelOf } from '../http/channel-of.ts';
import { strangersKey } from '../trust/key-ring.ts';
import { faultChannel, type Fault } from './fault.ts';
import { publishBroken } from './publish-broken.ts';

/** A good release that somebody else signed. */
export const badSignature: Fault = {
  name: 'bad-signature',
  says: 'Publishes a release signed by a key that no trust root names: its manifest, or with `what: "index"` the pointer that promotes it.',
  break: (platform, body) => {
    const { what, ...place } = faultChannel.extend({ what: z.enum(['manifest', 'index']).default('manifest') }).parse(body);
    const stranger = strangersKey();
    return publishBroken(platform, channelOf(platform, place), what === 'index' ? { indexSigner: stranger } : { manifestSigner: stranger });
  },
  // The release is out; only the publisher takes it back.
  mend: async () => undefined,
};
