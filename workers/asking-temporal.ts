import type { Connection } from '@temporalio/client';
import type { Check, CheckResult } from '../cli/dependencies.ts';
import type { Configuration } from '../contracts/configuration.ts';
import { ToMend } from '../contracts/to-mend.ts';
import { onTemporal } from './connect.ts';

/** A check that Temporal has to answer. Where it cannot be asked that is said, and nothing else advised: it has a line of its own. */
export const askingTemporal = (
  name: string,
  configuration: Configuration,
  ask: (connection: Connection) => Promise<CheckResult>,
): Check => ({
  name,
  check: async () => {
    try {
      return await onTemporal(configuration, ask);
    } catch (err) {
      if (!(err instanceof ToMend)) throw err;
      return { state: 'unreachable', say: `cannot be asked: ${err.what}`, fix: 'what the line Temporal says' };
    }
  },
});
