import type { Millis } from '../../domain/time.ts';
import type { Follower } from './follower.ts';

/** Polls every channel, then waits `gap`, and so on until stopped. */
export interface Following {
  /** A stuck reader goes on serving, and looks at nothing. Answers when no look begun before is still under way. */
  setStuck(stuck: boolean): Promise<void>;
  stop(): void;
}

export function followAll(followers: readonly Follower[], gap: Millis): Following {
  let stuck = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  const round = async (): Promise<void> => {
    for (const follower of followers) {
      if (stuck || stopped) break;
      await follower.poll().catch((error: unknown) => console.error(error));
    }
    if (!stopped) timer = setTimeout(begin, gap);
  };
  const begin = (): void => {
    last = round();
  };
  timer = setTimeout(begin, gap);
  return {
    setStuck: (now) => {
      stuck = now;
      return last;
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
