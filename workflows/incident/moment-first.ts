import { ApplicationFailure, isCancellation } from '@temporalio/workflow';

type Call<Args extends readonly unknown[], T> = (...args: Args) => Promise<T>;

/**
 * Tries locally, once, and where that takes too long or fails in a way that another attempt may mend, does it as an activity of its own. Only
 * for what reads, or writes what may be written again: an attempt that was given up and goes on unseen does no harm.
 */
export function momentFirst<Args extends readonly unknown[], T>(local: Call<Args, T>, patiently: Call<Args, T>): Call<Args, T> {
  return (...args) =>
    local(...args).catch((err: unknown) => {
      if (isFinal(err)) throw err;
      return patiently(...args);
    });
}

/** What no further attempt would mend, whether it comes as it was thrown or as the cause of an ActivityFailure. */
const isFinal = (err: unknown): boolean =>
  isCancellation(err) || [err, (err as Error).cause].some((each) => each instanceof ApplicationFailure && each.nonRetryable === true);
