import { activityInfo, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor, WorkerInterceptors } from '@temporalio/worker';
import { seconds } from '../domain/time.ts';
import { TargetError, unresolvedDetail } from '../domain/target-error.ts';

const beat = seconds(1); // of the five that ports.ts allows: see "After a worker's death" in docs/operating.md

/** Beats for every activity that has a heartbeat time-out, and tells Temporal which failures are worth another attempt. */
const inbound: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    const beating = activityInfo().heartbeatTimeoutMs ? setInterval(() => heartbeat(), beat) : undefined;
    try {
      return await next(input);
    } catch (err) {
      mend(err);
      if (!(err instanceof TargetError)) throw err;
      const { message, code: type, recoverable, retryAfter, unresolved } = err;
      const wait = retryAfter === null ? {} : { nextRetryDelay: retryAfter };
      throw ApplicationFailure.create({
        message,
        type,
        nonRetryable: !recoverable,
        ...wait,
        ...(unresolved && { details: [unresolvedDetail] }),
        cause: err,
      });
    } finally {
      clearInterval(beating);
    }
  },
};

/** Half a character in a failure's text is no UTF-8 and stops the whole worker, and the words of platforms and strangers are in there. */
function mend(err: unknown): void {
  for (let each = err; each instanceof Error; each = each.cause) {
    each.message = each.message.toWellFormed();
    if (each.stack) each.stack = each.stack.toWellFormed();
  }
}

export const interceptors: WorkerInterceptors = { activity: [() => ({ inbound })] };
