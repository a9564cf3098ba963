import type { TemporalIncidents } from '../../contracts/temporal-incidents.ts';
import { startServing } from '../serving.ts';
import { cannotKeep } from './cannot-keep.ts';
import { configure } from './configure.ts';
import { freePort } from './free-port.ts';
import type { Home } from './home.ts';
import { homeGone } from './home-gone.ts';
import { processBegan } from './process-began.ts';
import { forgetRun, readRun, writeRun, type Run } from './run-file.ts';
import { startStaging, type StagingProcess } from './staging-process.ts';
import { startTemporal } from './temporal-server.ts';
import type { Logs } from '../logger.ts';

/** Everything on this machine: Temporal, the staging platform with its readers, gateway and worker. */
export interface Stack {
  readonly home: Home;
  readonly run: Run;
  readonly staging: StagingProcess;
  readonly incidents: TemporalIncidents;
  /** Settles when something of it stops by itself. */
  readonly running: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Both, or what went wrong with the first that failed; only then, so that neither is left running unseen. */
async function both<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

/** Starts it all, saying what is up as it comes up. Throws when another embedded run has this home. */
export async function startStack(home: Home, logs: Logs, say: (line: string) => void, page: (line: string) => void): Promise<Stack> {
  const other = readRun(home.runFile);
  if (other)
    throw new Error(
      `an embedded run of process ${other.pid} uses ${home.path} already: stop it first, or set HOLDFAST_HOME to another folder`,
    );
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    forgetRun(home.runFile);
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const [temporal, staging] = await both(
      startTemporal(home).then((server) => (stops.push(server.stop), server)),
      startStaging(home).then((platform) => (stops.push(platform.stop), platform)),
    );
    say(`Temporal ${temporal.address}, its screen ${temporal.ui}`);
    say(`Staging platform ${staging.staging}, readers ${staging.readers.map(({ url }) => url).join(' ')}`);
    const configuration = configure(home, temporal, staging, await freePort());
    const serving = await startServing(configuration, { logs, page, home: home.path });
    stops.push(serving.stop);
    say(`Holdfast ${serving.gateway}, worker on task queue ${configuration.temporal.taskQueue}`);
    const run: Run = {
      gateway: serving.gateway ?? '',
      temporal: temporal.address,
      temporalUi: temporal.ui,
      staging: staging.staging,
      readers: staging.readers.map(({ url }) => url),
      namespace: temporal.namespace,
      taskQueue: configuration.temporal.taskQueue,
      pid: process.pid,
      began: processBegan(process.pid),
    };
    writeRun(home.runFile, run);
    const { gone, stop: lookAway } = homeGone(home);
    stops.push(async () => lookAway());
    const running = Promise.race([serving.running, temporal.ended, gone]);
    running.catch(() => undefined); // whoever waits for it is told
    return { home, run, staging, incidents: serving.incidents, running, stop };
  } catch (err) {
    await stop();
    throw cannotKeep(err, home.path);
  }
}
