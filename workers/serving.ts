import { Client } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { Configuration } from '../contracts/configuration.ts';
import { secretOf } from '../contracts/secrets.ts';
import { TemporalIncidents } from '../contracts/temporal-incidents.ts';
import { buildGateway } from '../gateway/gateway.ts';
import type { Logs } from './logger.ts';
import { runbookWorker } from './runbook-worker.ts';
import { temporalControls } from '../targets/controls/temporal-controls.ts';
import { targetsOf } from './targets-of.ts';

export interface Serving {
  /** The gateway's URL, or null with `--only worker`. */
  readonly gateway: string | null;
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
}

/** Starts the gateway and the worker over one connection to Temporal, which is what lets an incident begin in this very process. */
export async function startServing(configuration: Configuration, { only, logs, page, home }: ServeOptions): Promise<Serving> {
  const { temporal } = configuration;
  const connection = await NativeConnection.connect({
    address: temporal.address,
    tls: temporal.tls,
    ...(temporal.apiKey && { apiKey: secretOf(temporal.apiKey, '.') }),
  });
  const client = new Client({ connection, namespace: temporal.namespace });
  const eager = only === undefined;
  const incidents = new TemporalIncidents(client, { taskQueue: temporal.taskQueue, eager });
  const tokens = new Map(configuration.sources.map(({ name, token }) => [name, secretOf(token, '.')]));
  const worker =
    only === 'gateway'
      ? null
      : await runbookWorker({ connection, ...temporal, targets: targetsOf(configuration, temporalControls(client), page) });
  const running = worker?.run() ?? Promise.resolve();
  const gateway = only === 'worker' ? null : await buildGateway({ configuration, tokens, client, eager, log: logs.gateway, home });
  const address = gateway ? await gateway.listen(configuration.gateway) : null;
  return {
    gateway: address,
    incidents,
    running,
    stop: async () => {
      await gateway?.close();
      stopWorker(worker);
      await running;
      await connection.close();
    },
  };
}

function stopWorker(worker: Worker | null): void {
  if (worker?.getState() === 'RUNNING') worker.shutdown();
}
