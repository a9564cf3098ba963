import { Counter, Histogram, Registry } from 'prom-client';

/** What the gateway counts. docs/operating.md lists the names. */
export class GatewayMetrics {
  readonly registry: Registry;
  readonly received: Counter<'source'>;
  readonly outcomes: Counter<'source' | 'outcome'>;
  readonly refused: Counter<'code'>;
  readonly delivery: Histogram;

  /** Into `registry`, which is served whole at `/metrics`: whatever else runs in this process counts there too. */
  constructor(registry = new Registry()) {
    this.registry = registry;
    const registers = [registry];
    this.received = new Counter({
      name: 'holdfast_alerts_received_total',
      help: 'Alerts that came in, by source, repeats included',
      labelNames: ['source'],
      registers,
    });
    this.outcomes = new Counter({
      name: 'holdfast_alerts_total',
      help: 'What became of alerts: started, joined, suppressed, resolved, malformed, or unrouted, which is what went to triage; by source',
      labelNames: ['source', 'outcome'],
      registers,
    });
    this.refused = new Counter({
      name: 'holdfast_refused_requests_total',
      help: 'Requests answered with a problem document, by its code',
      labelNames: ['code'],
      registers,
    });
    this.delivery = new Histogram({
      name: 'holdfast_delivery_seconds',
      help: 'From the arrival of a delivery of alerts until Temporal has them',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
  }
}
