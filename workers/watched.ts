import type { Client } from '@temporalio/client';
import type { Registry } from 'prom-client';
import type { Configuration } from '../contracts/configuration.ts';
import { TemporalIncidents } from '../contracts/temporal-incidents.ts';
import { WatchedIncidents } from '../contracts/watched-incidents.ts';
import { seconds } from '../domain/time.ts';
import type { Logs } from './logger.ts';
import { WatcherMetrics } from './metrics/watcher-metrics.ts';
import { pagerOf } from './pager-of.ts';
import { startWatcher, type Watcher, type WatcherParts } from './watcher/watcher.ts';

interface WatchedParts {
  readonly client: Client;
  readonly registry: Registry;
  readonly logs: Logs;
  readonly page: (line: string) => void;
  readonly times?: WatcherParts['times'];
}

/** The watcher of this installation's incidents. Throws a SecretError when the pager's secret cannot be had: it could reach nobody. */
export function watched(configuration: Configuration, { client, registry, logs, page, times = {} }: WatchedParts): Watcher {
  const { instance, people, temporal } = configuration;
  const boards = new TemporalIncidents(client, { taskQueue: temporal.taskQueue, patience: seconds(1) });
  return startWatcher({
    instance,
    people,
    taskQueue: temporal.taskQueue,
    incidents: new WatchedIncidents(client, seconds(5)),
    board: (incident) => boards.board(incident, Number.MAX_SAFE_INTEGER), // no lines of the timeline: only what is asked
    pager: pagerOf(configuration, page),
    metrics: new WatcherMetrics(registry),
    log: logs.product.child({ by: 'watcher' }),
    times,
  });
}
