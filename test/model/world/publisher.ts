import type { Change, ChangeRequest, Description } from '../../../contracts/platform-api.ts';
import { evidenceItems } from '../../../domain/evidence-items.ts';
import { TargetError } from '../../../domain/target-error.ts';
import { PlatformRefusal } from '../../../staging/publisher/platform-refusal.ts';
import type { Publisher } from '../../../targets/targets.ts';
import type { misfortune } from './faults.ts';
import type { Happened } from './journal.ts';
import { channelOf, releaseOf, standing, type Platform } from './platform.ts';

const description: Description = {
  actions: ['hold', 'lift', 'quarantine', 'rebind', 'pin', 'baseline'],
  evidence: evidenceItems.slice(0, 1),
  absent: evidenceItems.slice(1).map((item) => ({ item, reason: 'this platform has none' })),
};
const away = (what: string): TargetError => new TargetError('Unreachable', `${what} does not answer`, { recoverable: true });
const silence = (): TargetError => new TargetError('TimedOut', 'no answer came in time', { recoverable: true });

/** The platform's publisher as its port promises: compare-and-swap, idempotent by key. What goes wrong, `strike` says. */
export function publisher(platform: Platform, journal: Happened[], strike: ReturnType<typeof misfortune>): Publisher {
  const done = new Map<string, Change>();

  function take(channel: string, request: ChangeRequest): Change {
    const seen = done.get(request.key);
    if (seen) return seen;
    const { generation } = standing(platform.channels.get(channel)!.pointers.at(-1)!);
    if (request.expected_generation !== generation)
      throw new TargetError('Conflict', `it is at generation ${generation}, not ${request.expected_generation}`, { recoverable: true });
    try {
      const isMoved = platform.move(channel, request, request.key) !== null;
      const change = changed(request, generation, isMoved ? generation + 1 : generation);
      done.set(request.key, change);
      return change;
    } catch (error) {
      if (error instanceof PlatformRefusal) throw new TargetError('Refused', `${error.code}: ${error.message}`);
      throw error;
    }
  }

  return {
    describe: async () => {
      if (strike('publisher.describe')) throw away('the publisher');
      return Promise.resolve(description);
    },
    cover: async ({ kind, name }) => {
      if (strike('publisher.cover')) throw away('the publisher');
      const names = kind === 'country' ? ['au-nsw', 'au-vic'] : [name];
      return Promise.resolve({ channels: names.map(channelOf), baseline: channelOf('baseline') });
    },
    evidence: async ({ name }, item) => {
      if (strike('publisher.evidence')) throw away('the publisher');
      return Promise.resolve({ value: Buffer.from(`the ${item} of ${name}`), origin: `publisher:${item}`, at: Date.now() });
    },
    outcome: async (_channel, key) => {
      if (strike('publisher.outcome')) throw away('the publisher');
      const seen = done.get(key) ?? null;
      journal.push({ what: 'asked of a key', key, wasThere: seen !== null });
      return Promise.resolve(seen);
    },
    change: async ({ name }, request) => {
      journal.push({ what: 'sent', key: request.key, action: request.action, channel: name });
      const trouble = strike('publisher.change');
      if (trouble === 'unreachable') throw away('the publisher');
      if (trouble === 'refused') throw new TargetError('Refused', 'the publisher answers 422: not now');
      if (trouble === 'unheard') throw silence();
      if (trouble === 'ignored') return changed(request, request.expected_generation, request.expected_generation + 1);
      if (trouble === 'raced') someoneElse(platform, name);
      const change = take(name, request);
      if (trouble === 'lost') throw silence();
      return Promise.resolve(change);
    },
  };
}

/** Somebody at the platform holds the channel in just this moment, under a name of their own. */
function someoneElse(platform: Platform, channel: string): void {
  const { generation } = standing(platform.channels.get(channel)!.pointers.at(-1)!);
  const name = `somebody-${generation}`;
  const request = { key: name, expected_generation: generation, by: 'somebody', reason: 'a look at it', notice: 'held' };
  platform.move(channel, { ...request, action: 'hold', name }, null);
}

/** What somebody at the platform does, past the product: made current by hand. False when the platform refuses it. */
export function moveByHand(platform: Platform, channel: string, action: 'promote' | 'rebind' | 'quarantine', release: string): boolean {
  const { id, artifact } = releaseOf(channel, release);
  const { generation } = standing(platform.channels.get(channel)!.pointers.at(-1)!);
  const request = { key: `by-hand-${generation}`, expected_generation: generation, by: 'somebody', reason: 'by hand' };
  try {
    return platform.move(channel, { ...request, action, release_id: id, artifact_id: artifact }, null) !== null;
  } catch (error) {
    if (error instanceof PlatformRefusal) return false;
    throw error;
  }
}

const changed = ({ key, action }: ChangeRequest, before: number, after: number): Change => ({
  key,
  action,
  generation_before: before,
  generation_after: after,
  already: before === after,
  audit_event: { id: `audit/${key}`, at: new Date().toISOString(), actor: 'holdfast', action, digest: 'sha256:0' },
});
