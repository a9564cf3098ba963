import type { Finding } from './findings.ts';
import type { Channel } from './scope.ts';
import type { Millis } from './time.ts';

/** A release of a channel: its name, and the content-addressed id (SHA-256, hex) of the pack that carries it. */
export interface Release {
  readonly id: string;
  readonly artifact: string;
}

export const sameRelease = (one: Release, other: Release): boolean => one.id === other.id && one.artifact === other.artifact;

/** A hold by name. Two incidents hold one channel by two names, and neither lifts the other's. */
export interface Hold {
  readonly name: string;
  readonly since: Millis;
  readonly reason: string;
  /** BK-W1, word for word. */
  readonly notice: string;
}

/** What a channel's pointer says, after its signature was checked. */
export interface ChannelState {
  readonly channel: Channel;
  readonly generation: number;
  /** SHA-256 of the envelope as received, `sha256:` and hex. */
  readonly digest: string;
  readonly current: Release;
  readonly holds: readonly Hold[];
  readonly quarantined: readonly string[];
  readonly revoked: readonly string[];
  readonly pinned: readonly string[];
  /** The baseline channel, by name, that readers are answered from instead; null: the channel's own pack (BK-BP3). */
  readonly baselineOnly: string | null;
  /** Releases older than this one may not be made current. */
  readonly floor: string | null;
}

/**
 * The judgement of one release. `sound`: every check passed. `bad`: a check failed, its trust roots were confirmed, and it failed again
 * when fetched from another origin past every cache (KOA-62b, c). `doubtful`: anything else; a person decides.
 */
export interface Proof {
  readonly release: Release;
  readonly verdict: 'sound' | 'bad' | 'doubtful';
  /** Why, in one line for a person. */
  readonly because: string;
  readonly findings: readonly Finding[];
}

/** What may be rolled back to, newest first, and what was looked at and left out, with the reason. */
export interface Candidates {
  readonly good: readonly Release[];
  readonly rejected: readonly { readonly release: Release; readonly why: string }[];
}

/** BK-W1: shown word for word wherever a held scope is seen, by operators and on the platform's own page. */
export const pausedNotice =
  'Publish remains paused for this scope until last-known-good safety, rollback evidence, and truth checks are restored.';

/** A tenant's baseline channel, and its release that verifies now: what may answer for a channel that has nothing left (BK-BP3). */
export interface Baseline {
  readonly channel: Channel;
  readonly release: Release;
}
