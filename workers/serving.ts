import { Client } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { Registry } from 'prom-client';
import type { Configuration } from '../contracts/configuration.ts';
import { startHashing } from '../contracts/evidence/hash-files.ts';
import { TemporalIncidents } from '../contracts/temporal-incidents.ts';
import { buildGateway } from '../gateway/gateway.ts';
import type { HealthCheck } from '../gateway/health.ts';
import { cannotListen } from './cannot-listen.ts';
import type { Logs } from './logger.ts';
import { listenForMetrics, type MetricsListener } from './metrics/metrics-listener.ts';
import { WorkerMetrics } from './metrics/worker-metrics.ts';
import { mustBeSound } from './kept-soundly.ts';
import { NoTemporal } from './no-temporal.ts';
import { runbookWorker, workflowCode } from './runbook-worker.ts';
import { ensureSearchAttribute } from './search-attribute.ts';
import { temporalControls } from '../targets/controls/temporal-controls.ts';
import { targetsOf } from './targets-of.ts';
import { watched } from './watched.ts';
import type { Watcher, WatcherParts } from './watcher/watcher.ts';
import { secretHere } from './secret-here.ts';

export interface Serving {
  /** The gateway's URL, or null with `--only worker`. */
  readonly gateway: string | null;
  /** Where the worker's metrics are, when `worker.metrics` says so. */
  readonly workerMetrics: string | null;
  readonly incidents: TemporalIncidents;
  /** Settles when the worker has stopped; rejects when it failed. */
  readonly running: Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface ServeOptions {
  readonly only?: 'gateway' | 'worker' | undefined;
  readonly logs: Logs;
  /** Takes the console pager's lines. */
  readonly page: (line: string) => void;
  /** Folder for what must outlive the process and is not evidence: alerts that no route fits. */
  readonly home: string;
  /** The watcher's times, where they are to be others than usual. */
  readonly watch?: WatcherParts['times'];
}

/** Starts the gateway and the worker over one connection to Temporal, which is what lets an incident begin in this very process. */
export async function startServing(configuration: Configuration, { only, logs, page, home, watch }: ServeOptions): Promise<Serving> {
  const { temporal } = configuration;
  const connection = await temporalConnection(temporal);
  await knownAttribute(connection, temporal.namespace, logs);
  const client = new Client({ connection, namespace: temporal.namespace });
  const eager = only === undefined;
  const incidents = new TemporalIncidents(client, { taskQueue: temporal.taskQueue, eager });
  const registry = new Registry();
  const worker = only === 'gateway' ? null : await measuredWorker(configuration, { connection, client, registry, page, logs });
  const listener = worker ? await metricsListener(registry, configuration.worker.metrics) : null;
  const running = worker?.run() ?? Promise.resolve();
  /** A port that is taken ends the process with that reason, not with a worker that goes on unseen. */
  const unwind = async (err: unknown): Promise<never> => {
    await listener?.stop();
    stopWorker(worker);
    await running;
    await connection.close();
    throw err;
  };
  const refused = (err: unknown) => unwind(cannotListen(err, 'gateway', configuration.gateway));
  let watcher: Watcher | null = null;
  const health = (): readonly HealthCheck[] => watcher?.health() ?? [];
  const tokens = () => new Map(configuration.sources.map(({ name, token }) => [name, secretHere(token)]));
  const gateway =
    only === 'worker'
      ? null
      : await buildGateway({ configuration, tokens: tokens(), client, eager, log: logs.gateway, home, registry, health });
  const address = gateway ? await gateway.listen(configuration.gateway).catch(refused) : null;
  // In the gateway's process: it is there when no worker is.
  if (gateway) watcher = watched(configuration, { client, registry, logs, page, ...(watch && { times: watch }) });
  return {
    gateway: address,
    workerMetrics: listener?.url ?? null,
    incidents,
    running,
    stop: async () => {
      await gateway?.close();
      await watcher?.stop();
      await listener?.stop();
      stopWorker(worker);
      await running;
      await connection.close();
    },
  };
}

async function temporalConnection({ address, tls, apiKey }: Configuration['temporal']): Promise<NativeConnection> {
  const key = apiKey && { apiKey: secretHere(apiKey) };
  return NativeConnection.connect({ address, tls, ...key }).catch((cause: unknown) => {
    throw new NoTemporal(address, cause);
  });
}

/** Before anything is accepted: an incident that cannot start is silent. */
async function knownAttribute(connection: NativeConnection, namespace: string, logs: Logs): Promise<void> {
  try {
    const found = await ensureSearchAttribute(connection, namespace);
    if (found === 'registered') logs.product.info({ kind: 'search attribute' }, 'registered the search attribute of incidents');
  } catch (err) {
    await connection.close();
    throw err;
  }
}

async function metricsListener(registry: Registry, address: Configuration['worker']['metrics']): Promise<MetricsListener | null> {
  if (!address) return null;
  return listenForMetrics(registry, address).catch((err: unknown) => {
    throw cannotListen(err, 'worker.metrics', address);
  });
}

interface MeasuredWorker {
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly registry: Registry;
  readonly page: (line: string) => void;
  readonly logs: Logs;
}

async function measuredWorker(configuration: Configuration, { connection, client, registry, page, logs }: MeasuredWorker): Promise<Worker> {
  await mustBeSound(configuration.targets.vault, logs);
  const code = await workflowCode();
  const warn = (why: string) => logs.product.warn({ kind: 'trust roots' }, why);
  const targets = targetsOf(configuration, { controls: temporalControls(client), page, warn, code: code.digest });
  const metrics = new WorkerMetrics(registry, () => targets.vault.spooled());
  startHashing({ forMany: true }); // the first record need not wait for it
  return runbookWorker({ connection, ...configuration.temporal, targets, code, metrics });
}

function stopWorker(worker: Worker | null): void {
  if (worker?.getState() === 'RUNNING') worker.shutdown();
}
