import { existsSync } from 'node:fs';
import { cannotKeep } from './cannot-keep.ts';
import type { Home } from './home.ts';

/** Rejects once the folder that a run keeps everything in is deleted, or its disk is full. `stop` ends the looking, which is every `between` milliseconds. */
export function homeGone({ path, runFile }: Home, between = 2_000): { readonly gone: Promise<never>; readonly stop: () => void } {
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const look = (): void => {
    if (!existsSync(runFile)) return reject(new Error(`${path} was deleted while this run used it: what it kept is lost. Start again`));
    const full = cannotKeep(new Error('still room'), path);
    if ((full as Error).message !== 'still room') reject(full as Error);
  };
  const looking = setInterval(look, between);
  looking.unref();
  gone.catch(() => clearInterval(looking));
  return { gone, stop: () => clearInterval(looking) };
}
