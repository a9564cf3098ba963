import { dirname, resolve } from 'node:path';
import { readWithPlaces } from '../contracts/read-configuration.ts';
import { mustHaveSecrets } from '../contracts/secrets-used.ts';
import { interrupted } from './embedded/interrupted.ts';
import { rolesUsed } from './roles-used.ts';
import { startServing } from './serving.ts';
import { warnOfWhatIsNotThere } from './start-warnings.ts';
import type { Logs } from './logger.ts';

/** `holdfast serve`: gateway and worker, or one of them, until interrupted. Throws a ConfigurationError before anything is started. */
export async function serve(file: string, only: 'gateway' | 'worker' | null, logs: Logs, page: (line: string) => void): Promise<void> {
  const read = readWithPlaces(file, rolesUsed);
  mustHaveSecrets(read, only ?? undefined);
  const { configuration } = read;
  const serving = await startServing(configuration, { only: only ?? undefined, logs, page, home: dirname(resolve(file)) });
  if (serving.gateway) logs.product.info({ kind: 'gateway' }, `alerts and answers are taken at ${serving.gateway}`);
  if (only !== 'gateway') logs.product.info({ kind: 'worker', taskQueue: configuration.temporal.taskQueue }, 'runbooks are being followed');
  if (serving.workerMetrics) logs.product.info({ kind: 'metrics' }, `what this worker counts is at ${serving.workerMetrics}`);
  void warnOfWhatIsNotThere(configuration, only, logs); // asks others, and nobody waits for their answers
  const failed = only === 'gateway' ? [] : [serving.running];
  await Promise.race([interrupted(), ...failed]);
  logs.product.info({ kind: 'stopping' }, 'stopping: what is under way goes on in another worker, or here when it is back');
  await serving.stop();
}
