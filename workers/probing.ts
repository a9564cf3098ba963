import type { Check, CheckResult } from '../cli/dependencies.ts';
import { SecretError } from '../contracts/secrets.ts';

/** A check that something answers: what it says when it does, and what to do when it does not. A secret that cannot be had is `missing`. */
export function probing(name: string, fix: string, probe: () => Promise<string>): Check {
  return {
    name,
    check: async () => {
      try {
        return ok(await probe());
      } catch (err) {
        return {
          state: err instanceof SecretError ? 'missing' : 'unreachable',
          say: err instanceof Error ? err.message : String(err),
          fix,
        };
      }
    },
  };
}

/** What was looked for is there. */
export const ok = (say: string): CheckResult => ({ state: 'ok', say, fix: '' });
/** It is not; `fix` is what to do. */
export const missing = (say: string, fix: string): CheckResult => ({ state: 'missing', say, fix });
