import { z } from 'zod';
import type { Change } from '../../contracts/platform-api.ts';
import { minutes } from '../../domain/time.ts';
import type { Channel } from '../../domain/scope.ts';
import { channelOf } from '../http/channel-of.ts';
import { counted } from '../http/pipeline-routes.ts';
import type { Platform } from '../platform.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import type { Passes } from '../publisher/pointer-moves.ts';
import { pointerIn } from '../store/origin.ts';
import { faultChannel, type Fault } from './fault.ts';

const name = 're-promotion';
const jobs = new Set<NodeJS.Timeout>();

const bodySchema = faultChannel.extend({
  delay: z.int().min(0).max(minutes(10)).default(0),
  past_hold: z.boolean().default(false),
  forgets_quarantine: z.boolean().default(false),
});

/** A publish job that was queued before the incident, and runs after the rollback. */
export const rePromotion: Fault = {
  name,
  says:
    'After the next rebind of a channel took effect, and `delay` milliseconds, a job promotes again what the rebind replaced: through the ' +
    'gates, or with `past_hold` signing past them, or with `forgets_quarantine` besides from an index in which nothing is quarantined.',
  break: async (platform, body) => {
    const { delay, forgets_quarantine, past_hold, ...place } = bodySchema.parse(body);
    if (forgets_quarantine && !past_hold)
      throw new PlatformRefusal(422, 'contradiction', 'the gates forget nothing: forgets_quarantine needs past_hold');
    const past = past_hold ? (forgets_quarantine ? 'memory' : 'gates') : undefined;
    const after = (channel: Channel, change: Change): void => {
      const job = setTimeout(() => {
        jobs.delete(job);
        promoteReplaced(platform, channel, change, past).catch((error: unknown) => console.error(error));
      }, delay);
      jobs.add(job);
    };
    platform.interferences.add({ fault: name, action: 'rebind', count: 1, channel: channelOf(platform, place), after });
  },
  mend: async ({ interferences }) => {
    interferences.drop(name);
    for (const job of jobs) clearTimeout(job);
    jobs.clear();
  },
};

async function promoteReplaced(platform: Platform, channel: Channel, change: Change, past: Passes | undefined): Promise<void> {
  const [first] = platform.origins;
  if (!first) return;
  const { current } = pointerIn(await first.pointerBytes(channel, change.generation_before));
  const again = { ...current, by: 'pipeline', ...(past === undefined ? {} : { past }) };
  counted(platform, channel, await platform.pipeline.promoteAgain(channel, again));
}
