import type { Pointer } from '../../contracts/pack-format.ts';
import type { Candidates, Release } from '../../domain/packs.ts';
import { channelText, type Channel } from '../../domain/scope.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { PackOrigin, TrustedKeys } from '../targets.ts';
import { signedHistory } from './signed-history.ts';
import { floor, revoked, substitution, type ChannelIndex } from './standing-stages.ts';
import { verifyPack } from './verify-pack.ts';

/** Hashing every release of a long history would outlast any objective. */
const mostGood = 5;

/**
 * The releases that were once current by a pointer that is signed, newest first by the generation that first bound them, verified now at
 * every origin (BK-BP2): sound at one at least and failing at none. Left out, with the reason: quarantined, revoked, below the floor, not
 * verifying. `bad`, and whatever has its content, is left out silently. Stops at five good ones. NotTrusted when no origin has a signed
 * pointer; else what the first origin throws when none can be read.
 */
export async function lastKnownGood(
  origins: readonly PackOrigin[],
  channel: Channel,
  bad: Release,
  trust: TrustedKeys,
): Promise<Candidates> {
  // Said as it is, rather than as a history in which nothing verifies.
  trust.signersOf('index', channel);
  const index = await channelIndex(origins, channel, trust);
  const good: Release[] = [];
  const rejected: { release: Release; why: string }[] = [];
  for (const release of onceCurrent(index.history)) {
    if (good.length === mostGood) break;
    if (release.id === bad.id || release.artifact === bad.artifact) continue;
    const why = ineligible(index, release) ?? (await unsound(origins, channel, release, trust, index));
    if (why === null) good.push(release);
    else rejected.push({ release, why });
  }
  return { good, rejected };
}

/** All origins' signed pointers as one history: a mirror that lags hides nothing, a store that is down only what it alone has. */
async function channelIndex(origins: readonly PackOrigin[], channel: Channel, trust: TrustedKeys): Promise<ChannelIndex> {
  const read = await Promise.allSettled(origins.map((origin) => signedHistory(origin, channel, trust)));
  const byGeneration = new Map<number, Pointer>();
  for (const pointer of read.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))) {
    if (!byGeneration.has(pointer.generation)) byGeneration.set(pointer.generation, pointer);
  }
  const history = [...byGeneration.values()].sort((one, other) => other.generation - one.generation);
  const [pointer] = history;
  if (pointer) return { pointer, history };
  const refused = read.find((result) => result.status === 'rejected');
  throw refused?.reason instanceof Error
    ? refused.reason
    : new TargetError('NotTrusted', `no origin has a signed pointer for ${channelText(channel)}`);
}

function onceCurrent(history: readonly Pointer[]): readonly Release[] {
  const first = new Map<string, Release>();
  for (const { current } of history.toReversed()) {
    const key = `${current.release_id} ${current.artifact_id}`;
    if (!first.has(key)) first.set(key, { id: current.release_id, artifact: current.artifact_id });
  }
  return [...first.values()].reverse();
}

/** Why the index rules it out, before anything is hashed; or null. */
function ineligible(index: ChannelIndex, release: Release): string | null {
  const { quarantined } = index.pointer;
  const entry = quarantined.find(({ release_id, artifact_id }) => release_id === release.id || artifact_id === release.artifact);
  if (entry) return `quarantined: ${entry.reason}`;
  const standing = [revoked, floor, substitution].map((judge) => judge(index, release));
  return standing.find(({ outcome }) => outcome !== 'pass')?.why ?? null;
}

/** Why it does not verify now, or null. An origin that cannot be asked does not count, unless none can. */
async function unsound(
  origins: readonly PackOrigin[],
  channel: Channel,
  release: Release,
  trust: TrustedKeys,
  index: ChannelIndex,
): Promise<string | null> {
  const verdicts = await Promise.all(
    origins.map(async (origin) => {
      const last = (await verifyPack(origin, channel, release, trust, () => Promise.resolve(index))).at(-1);
      return { outcome: last?.outcome ?? 'unknown', why: `${last?.stage} at ${origin.name}: ${last?.why}` };
    }),
  );
  const failing = verdicts.find(({ outcome }) => outcome === 'fail');
  if (failing) return failing.why;
  return verdicts.some(({ outcome }) => outcome === 'pass') ? null : (verdicts[0]?.why ?? 'no origin is configured');
}
