import { Counter, Gauge, type Registry } from 'prom-client';

/** What is seen of incidents from outside their workflows. docs/operating.md lists the names. */
export class WatcherMetrics {
  readonly reachable: Gauge;
  readonly open: Gauge<'runbook'>;
  readonly stuck: Gauge;
  readonly working: Gauge;
  readonly unsealed: Gauge;
  readonly oldestQuestion: Gauge;
  readonly lastLook: Gauge;
  readonly pages: Counter<'kind' | 'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.reachable = new Gauge({
      name: 'holdfast_temporal_reachable',
      help: '1 when the last look at Temporal succeeded, else 0',
      registers,
    });
    this.open = new Gauge({ name: 'holdfast_incidents_open', help: 'Open incidents, by runbook', labelNames: ['runbook'], registers });
    this.stuck = new Gauge({ name: 'holdfast_incidents_stuck', help: 'Open incidents whose workflow task keeps failing', registers });
    this.working = new Gauge({
      name: 'holdfast_worker_polling',
      help: '1 when a worker asks for tasks, 0 when none did for more than a minute',
      registers,
    });
    this.unsealed = new Gauge({
      name: 'holdfast_incidents_unsealed',
      help: 'Incidents of the last 24 h that were terminated, failed or timed out: they have no sealed record',
      registers,
    });
    this.oldestQuestion = new Gauge({
      name: 'holdfast_oldest_question_seconds',
      help: 'Age of the oldest question that waits for people; 0 when none does',
      registers,
    });
    this.lastLook = new Gauge({
      name: 'holdfast_watcher_last_look_timestamp_seconds',
      help: 'When the watcher last saw the incidents',
      registers,
    });
    this.pages = new Counter({
      name: 'holdfast_watcher_pages_total',
      help: 'Pages of the watcher itself, by what they are about, and whether they were sent or lost',
      labelNames: ['kind', 'outcome'],
      registers,
    });
  }
}
