import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Evidence } from '../../activities/evidence.ts';
import { runbookNames, workflowTypeOf } from '../../contracts/runbook-names.ts';
import { targetErrorCodes } from '../../domain/target-error.ts';
import { LineCounter } from './count-lines.ts';
import type { WorkerMetrics } from './worker-metrics.ts';

const writesLines: keyof Evidence = 'append';

/** Counts every attempt of every activity, local ones too, and, from the lines that are written down, what happened in incidents. */
export function countingInterceptor(metrics: WorkerMetrics): ActivityInterceptorsFactory {
  const lines = new LineCounter(metrics);
  const inbound: ActivityInboundCallsInterceptor = {
    async execute(input, next) {
      const { activityType: activity, workflowType } = activityInfo();
      const over = metrics.activityTime.startTimer({ activity });
      try {
        const result = await next(input);
        metrics.activities.inc({ activity, outcome: 'done', code: '' });
        if (activity === writesLines) lines.count(...linesOf(input.args), runbookOf(workflowType));
        return result;
      } catch (error) {
        metrics.activities.inc({ activity, outcome: 'failed', code: codeOf(error) });
        throw error;
      } finally {
        over();
      }
    },
  };
  return () => ({ inbound });
}

const linesOf = (args: unknown[]): Parameters<Evidence['append']> => args as Parameters<Evidence['append']>;

const runbookOf = (workflowType: string | undefined): string =>
  runbookNames.find((name) => workflowTypeOf(name) === workflowType) ?? 'unknown';

/** From a closed list, so that no message becomes a series. */
function codeOf(error: unknown): string {
  if (error instanceof CancelledFailure) return 'Cancelled';
  const type = error instanceof ApplicationFailure ? error.type : null;
  return targetErrorCodes.find((code) => code === type) ?? 'other';
}
