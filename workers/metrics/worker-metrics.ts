import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What a worker counts, from its activities and the lines that it writes down. docs/operating.md lists the names. */
export class WorkerMetrics {
  readonly activities: Counter<'activity' | 'outcome' | 'code'>;
  readonly activityTime: Histogram<'activity'>;
  readonly opened: Counter<'runbook'>;
  readonly ended: Counter<'runbook' | 'ending'>;
  readonly objectives: Counter<'runbook' | 'objective' | 'state'>;
  readonly pages: Counter<'role' | 'outcome'>;
  readonly receipts: Counter<'action' | 'again'>;
  readonly failedSteps: Counter<'runbook'>;
  readonly questions: Counter<'runbook' | 'state'>;
  readonly refusedAnswers: Counter<'code'>;

  /** `spooled`: the incidents whose evidence waits for the vault, asked at each scrape. */
  constructor(registry: Registry, spooled: () => Promise<readonly string[]>) {
    const counter = <const L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
      new Counter({ name, help, labelNames, registers: [registry] });
    this.activities = counter('holdfast_activities_total', 'Attempts of activities, by how they ended; code of what failed', [
      'activity',
      'outcome',
      'code',
    ]);
    this.activityTime = new Histogram({
      name: 'holdfast_activity_duration_seconds',
      help: 'How long one attempt of an activity took',
      labelNames: ['activity'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    });
    this.opened = counter('holdfast_incidents_opened_total', 'Incidents that began', ['runbook']);
    this.ended = counter('holdfast_incidents_ended_total', 'Incidents that ended: closed, false-alarm, handed-over', ['runbook', 'ending']);
    this.objectives = counter('holdfast_objectives_total', 'Objectives: half, late soon, missed, met, broken', [
      'runbook',
      'objective',
      'state',
    ]);
    this.pages = counter('holdfast_pages_total', 'Pages that incidents tried to send, and tries that reached nobody: tried, lost', [
      'role',
      'outcome',
    ]);
    this.receipts = counter('holdfast_receipts_total', 'Changes made in the world, by action; again: it was already so', [
      'action',
      'again',
    ]);
    this.failedSteps = counter('holdfast_steps_failed_total', 'Steps that failed, so that people were asked', ['runbook']);
    this.questions = counter('holdfast_questions_total', 'Questions to people: asked, decided', ['runbook', 'state']);
    this.refusedAnswers = counter('holdfast_answers_refused_total', 'Answers that did not count, by the reason', ['code']);
    spoolGauge(registry, spooled);
  }
}

/** NaN while the spool cannot be read: not a zero that nobody saw. */
function spoolGauge(registry: Registry, spooled: () => Promise<readonly string[]>): void {
  new Gauge({
    name: 'holdfast_spooled_incidents',
    help: 'Incidents whose evidence waits in the spool for the vault',
    registers: [registry],
    async collect() {
      const waiting = await spooled().then(
        ({ length }) => length,
        () => Number.NaN,
      );
      this.set(waiting);
    },
  });
}
