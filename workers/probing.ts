import type { Check, CheckResult } from '../cli/dependencies.ts';
import { ToMend } from '../contracts/to-mend.ts';
import { NoTemporal } from './no-temporal.ts';
import { isTargetError } from '../domain/target-error.ts';

/** What to do when something does not answer; `refused`: when it answers and does not take what we are. */
export type Fix = string | { readonly away: string; readonly refused: string };

/**
 * A check that something answers: what it says when it does, and what to do when it does not. What is known to be missing, such as a secret, is
 * `missing` and has advice of its own: to start what answers would not help.
 */
export function probing(name: string, fix: Fix, probe: () => Promise<string>): Check {
  return {
    name,
    check: async () => {
      try {
        return ok(await probe());
      } catch (err) {
        if (err instanceof NoTemporal) return { state: 'unreachable', say: err.what, fix: err.fix };
        if (err instanceof ToMend) return missing(err.what, err.fix);
        const { away, refused } = typeof fix === 'string' ? { away: fix, refused: fix } : fix;
        const isRefused = isTargetError(err, 'NotAuthorized');
        return { state: 'unreachable', say: err instanceof Error ? err.message : String(err), fix: isRefused ? refused : away };
      }
    },
  };
}

/** What was looked for is there. */
export const ok = (say: string): CheckResult => ({ state: 'ok', say, fix: '' });
/** It is not; `fix` is what to do. */
export const missing = (say: string, fix: string): CheckResult => ({ state: 'missing', say, fix });
