import { Registry } from 'prom-client';
import { GatewayMetrics } from '../../gateway/metrics.ts';
import { WatcherMetrics } from '../../workers/metrics/watcher-metrics.ts';
import { WorkerMetrics } from '../../workers/metrics/worker-metrics.ts';

/** Every series that the product has, by its name, with its labels. */
export function allMetrics(): readonly { readonly name: string; readonly labelNames: readonly string[] }[] {
  const registry = new Registry();
  new GatewayMetrics(registry);
  new WatcherMetrics(registry);
  new WorkerMetrics(registry, async () => []);
  return registry.getMetricsAsArray() as unknown as readonly { readonly name: string; readonly labelNames: readonly string[] }[];
}
