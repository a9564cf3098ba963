import { channelOf } from '../http/channel-of.ts';
import type { OfficialSource } from '../world/official-source.ts';
import { faultChannel, type Fault } from './fault.ts';
import { publishBroken } from './publish-broken.ts';

/** The pipeline misreads its source once: every gate agrees with the misreading, so the pack is consistent, signed, and wrong. */
export const wrongContent: Fault = {
  name: 'wrong-content',
  says: 'Publishes a release whose rules are wrong, yet signed, hashed and consistent: readers contradict the official source.',
  break: (platform, body) => publishBroken(platform, channelOf(platform, faultChannel.parse(body)), { misread }),
  // The release is out; only the publisher takes it back.
  mend: async () => undefined,
};

function misread(truth: OfficialSource): OfficialSource {
  const rules = truth.rules.map((rule, index) => (index % 2 === 0 ? { ...rule, answer: 'No restriction applies.' } : rule));
  return { ...truth, rules };
}
