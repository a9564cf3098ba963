import { receiptsIn } from '../../domain/containment.ts';
import type { Entry } from '../../domain/timeline.ts';
import type { WorkerMetrics } from './worker-metrics.ts';

const remembered = 10_000;

/**
 * Counts what happened in incidents from the lines that this worker wrote to the vault or the spool: each once, also when a write is
 * repeated. What is written again by another worker, after the first one's answer was lost, is counted there too.
 */
export class LineCounter {
  private readonly metrics: WorkerMetrics;
  /** The last line counted, by incident. */
  private readonly last = new Map<string, number>();

  constructor(metrics: WorkerMetrics) {
    this.metrics = metrics;
  }

  count(incident: string, entries: readonly Entry[], runbook: string): void {
    const last = this.last.get(incident) ?? 0;
    for (const entry of entries) if (entry.seq > last) this.one(runbook, entry);
    this.last.delete(incident);
    this.last.set(incident, Math.max(last, entries.at(-1)?.seq ?? 0));
    const [oldest] = this.last.keys();
    if (this.last.size > remembered && oldest !== undefined) this.last.delete(oldest);
  }

  private one(runbook: string, entry: Entry): void {
    const { metrics } = this;
    switch (entry.kind) {
      case 'opened':
        return metrics.opened.inc({ runbook });
      case 'ended':
        return metrics.ended.inc({ runbook, ending: entry.ending });
      case 'objective':
        return metrics.objectives.inc({ runbook, objective: entry.name, state: entry.state });
      case 'paged':
        return metrics.pages.inc({ role: entry.role, outcome: 'tried' });
      case 'page lost':
        return metrics.pages.inc({ role: entry.role, outcome: 'lost' });
      case 'asked':
        return metrics.questions.inc({ runbook, state: 'asked' });
      case 'decided':
        return metrics.questions.inc({ runbook, state: 'decided' });
      case 'refused':
        return metrics.refusedAnswers.inc({ code: entry.refusal.code });
      case 'flood':
        for (const [code, count] of Object.entries(entry.untold)) metrics.refusedAnswers.inc({ code }, count);
        return;
      case 'failed':
        return metrics.failedSteps.inc({ runbook });
      case 'did':
        for (const { action, already } of receiptsIn(entry.result)) metrics.receipts.inc({ action, again: String(already) });
        return;
      default:
        return; // the other lines are told elsewhere, or need no alert
    }
  }
}
