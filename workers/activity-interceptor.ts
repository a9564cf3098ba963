import { activityInfo, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor, WorkerInterceptors } from '@temporalio/worker';
import { seconds } from '../domain/time.ts';
import { TargetError } from '../domain/target-error.ts';

const beat = seconds(2);

/** Beats for every activity that has a heartbeat time-out, and tells Temporal which failures are worth another attempt. */
const inbound: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    const beating = activityInfo().heartbeatTimeoutMs ? setInterval(() => heartbeat(), beat) : undefined;
    try {
      return await next(input);
    } catch (err) {
      if (!(err instanceof TargetError)) throw err;
      throw ApplicationFailure.create({ message: err.message, type: err.code, nonRetryable: !err.recoverable, cause: err });
    } finally {
      clearInterval(beating);
    }
  },
};

export const interceptors: WorkerInterceptors = { activity: [() => ({ inbound })] };
