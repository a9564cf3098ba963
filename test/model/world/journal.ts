import type { Entry } from '../../../domain/timeline.ts';
import type { Millis } from '../../../domain/time.ts';
import type { Release } from '../../../domain/packs.ts';

/** What the world saw, in order: what an onlooker at the platform, the vault and the pager would have written down. Channels by name. */
export type Happened =
  | { readonly what: 'asked of a key'; readonly key: string; readonly wasThere: boolean }
  | { readonly what: 'sent'; readonly key: string; readonly action: string; readonly channel: string }
  | Moved
  | { readonly what: 'case opened'; readonly key: string; readonly channel: string }
  | { readonly what: 'judged'; readonly channel: string; readonly release: string; readonly verdict: string; readonly at: Millis }
  | { readonly what: 'kept'; readonly incident: string; readonly name: string; readonly digest: string }
  | { readonly what: 'appended'; readonly incident: string; readonly entries: readonly Entry[] }
  | { readonly what: 'sealed'; readonly incident: string; readonly digest: string }
  | { readonly what: 'paged'; readonly incident: string; readonly role: string; readonly why: string; readonly got: boolean }
  | { readonly what: 'looked for a stop'; readonly found: 'none' | 'stop' | 'unknown' };

/** A pointer that moved on: by this product (`key` is of its paper), or by others (`key` is null). */
export interface Moved {
  readonly what: 'moved';
  readonly channel: string;
  readonly key: string | null;
  readonly action: string;
  /** The hold's name, the release, the baseline. */
  readonly subject: string;
  readonly at: Millis;
  readonly before: Standing;
  readonly after: Standing;
}

/** What a pointer said. */
export interface Standing {
  readonly generation: number;
  readonly current: Release;
  readonly holds: readonly string[];
  readonly quarantined: readonly string[];
  readonly baseline: string | null;
}

/** The server's clock as last looked at: what happens while time is let pass is stamped with when that began. */
export interface Clock {
  now: Millis;
}

/** The incident whose step a key belongs to: keys begin with its short id. */
export const incidentOf = (key: string): string => key.split('~')[0] ?? '';
