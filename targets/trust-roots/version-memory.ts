import { join } from 'node:path';
import { noteVersions, versionsSeen, type Versions } from './seen-versions.ts';

export interface VersionMemory {
  /** The highest versions trusted before of `<tenant>/<environment>`, or null. */
  before(folder: string): Promise<Versions | null>;
  note(folder: string, now: Versions): Promise<void>;
}

/**
 * What was trusted, in this process and, below `root`, by those before it. A folder that cannot be read or written stops no incident: `warn`
 * hears why, once, and what this process remembers counts. Without `warn` nothing is written.
 */
export function versionMemory(root: string | undefined, warn: ((why: string) => void) | undefined): VersionMemory {
  const remembered = new Map<string, Versions>();
  const told = new Set<string>();

  async function attempt<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const why = `${(error as Error).message}; until that is mended an older version is refused only by this process, and while it lives`;
      if (!told.has(why)) warn?.(why);
      told.add(why);
      return otherwise;
    }
  }

  return {
    async before(folder) {
      const here = remembered.get(folder);
      const kept = root === undefined ? null : await attempt(() => versionsSeen(join(root, folder)), null);
      return here && kept ? highest(here, kept) : (here ?? kept);
    },
    async note(folder, now) {
      const here = remembered.get(folder); // another incident may have seen more meanwhile
      remembered.set(folder, here ? highest(here, now) : now);
      if (root !== undefined && warn) await attempt(() => noteVersions(join(root, folder), now), undefined);
    },
  };
}

const highest = (one: Versions, other: Versions): Versions => ({
  root: Math.max(one.root, other.root),
  targets: Math.max(one.targets, other.targets),
});
