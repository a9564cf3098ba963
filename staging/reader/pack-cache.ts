import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { manifestFile } from '../../contracts/pack-format.ts';
import type { Channel } from '../../domain/scope.ts';
import type { LoadedPack } from './check-pack.ts';

/** A pack of its own that a reader activated, and at which generation. */
export interface Remembered {
  readonly release_id: string;
  readonly artifact_id: string;
  readonly generation: number;
  readonly at: string;
}

/** The order to serve the baseline channel's pack instead, and the generation that gave it (BK-BP3). */
export interface BaselineOrder {
  readonly baseline: string;
  readonly generation: number;
}

/** What a reader was serving when it last wrote it down. */
export interface Kept {
  readonly active: Remembered | null;
  readonly baseline_only: BaselineOrder | null;
}

/** A reader's own copies of the packs that it activated, so that it starts, and goes back, without its origin. Checked again at each load. */
export interface PackCache {
  folder(channel: Channel, artifact: string): string;
  keep(channel: Channel, pack: LoadedPack): Promise<void>;
  remember(channel: Channel, kept: Kept): Promise<void>;
  remembered(channel: Channel): Promise<Kept | null>;
}

export function packCacheIn(root: string): PackCache {
  const base = ({ tenant, environment, name }: Channel): string => join(root, tenant, environment, name);
  const folder = (channel: Channel, artifact: string): string => join(base(channel), artifact);
  const note = (channel: Channel): string => join(base(channel), 'served.json');
  return {
    folder,
    keep: async (channel, { artifact, files, manifestBytes }) => {
      const fresh = join(base(channel), `.${randomUUID()}`);
      for (const [path, bytes] of [...files, [manifestFile, manifestBytes] as const]) {
        await mkdir(dirname(join(fresh, path)), { recursive: true });
        await writeFile(join(fresh, path), bytes);
      }
      await rm(folder(channel, artifact), { recursive: true, force: true });
      await rename(fresh, folder(channel, artifact));
    },
    remember: async (channel, what) => {
      await mkdir(base(channel), { recursive: true });
      await writeFile(`${note(channel)}.new`, JSON.stringify(what));
      await rename(`${note(channel)}.new`, note(channel));
    },
    remembered: async (channel) => {
      const text = await readFile(note(channel), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      return text === null ? null : (JSON.parse(text) as Kept);
    },
  };
}
