import type { Millis } from '../../domain/time.ts';

/** A call's time. `signal` aborts when it is over. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  readonly over: () => boolean;
  /** Starts anew: it is over after `time` from now. */
  readonly allow: (time: Millis) => void;
  /** Must be called: a timer that is left keeps the process. */
  readonly end: () => void;
}

/** Starts the time of a call that may take `time`. */
export function timeLimit(time: Millis): TimeLimit {
  const controller = new AbortController();
  let timer = setTimeout(() => controller.abort(), time);
  return {
    signal: controller.signal,
    over: () => controller.signal.aborted,
    allow: (more) => {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(), more);
    },
    end: () => clearTimeout(timer),
  };
}
