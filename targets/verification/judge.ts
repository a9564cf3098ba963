import { TargetError } from '../../domain/target-error.ts';
import type { Judge, Targets } from '../targets.ts';
import { expectedOf } from './expected-of.ts';
import { lastKnownGood } from './last-known-good.ts';
import { proveRelease } from './prove-release.ts';

/** Judges releases at the configured origins, by trust roots confirmed anew each time. `clock` is epoch milliseconds. */
export function judge({ packs, trustRoots }: Pick<Targets, 'packs' | 'trustRoots'>, clock: () => number = Date.now): Judge {
  return {
    prove: (channel, release) => proveRelease(packs.origins, channel, release, () => trustRoots.confirm(channel), clock()),
    candidates: async (channel, bad) => lastKnownGood(packs.origins, channel, bad, await trustRoots.confirm(channel)),
    async expected(channel, release) {
      const tried: unknown[] = [];
      for (const origin of packs.origins) {
        try {
          return await expectedOf(origin, channel, release);
        } catch (error) {
          tried.push(error);
        }
      }
      const [first] = tried;
      throw first instanceof Error ? first : new TargetError('NotFound', 'no origin is configured to read packs from');
    },
  };
}
