import { checkText } from '../cli/check-text.ts';
import type { Configuration } from '../contracts/configuration.ts';
import type { Part } from '../contracts/secrets-used.ts';
import type { Logs } from './logger.ts';
import { pagerCheck } from './notice-checks.ts';
import { targetChecks } from './target-checks.ts';

/**
 * Logs, in the words of `doctor`, one warning for each thing that an incident will need and that is not there now. Nothing is kept from
 * starting by it: what is away may come back before it is needed. A gateway needs the pager only, for its watcher.
 */
export async function warnOfWhatIsNotThere(configuration: Configuration, only: Part | null, { product }: Logs): Promise<void> {
  const checks =
    only === 'gateway' ? [pagerCheck(configuration)] : targetChecks(configuration).filter(({ name }) => isAskedHere(name, configuration));
  await Promise.all(
    checks.map(async ({ name, check }) => {
      const found = await check().catch((err: unknown) => ({ state: 'unreachable' as const, say: String(err), fix: '' }));
      if (found.state !== 'ok') product.warn({ kind: 'not there' }, checkText({ name, ...found }));
    }),
  );
}

/** A vault in object storage was asked before the worker started, and has a warning of its own. */
const isAskedHere = (name: string, { targets }: Configuration): boolean => name !== 'vault' || targets.vault.s3 === undefined;
