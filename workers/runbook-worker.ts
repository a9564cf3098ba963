import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, Worker, type NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import { digestOfBytes } from '../contracts/digest.ts';
import type { Targets } from '../targets/targets.ts';
import { activitiesOf } from './activities-of.ts';
import { interceptors } from './activity-interceptor.ts';
import { countingInterceptor } from './metrics/counting-interceptor.ts';
import type { WorkerMetrics } from './metrics/worker-metrics.ts';

/** The workflows as they are run, and the digest by which every sealed record names them (OPS-P1). */
export interface WorkflowCode {
  readonly bundle: WorkflowBundleOption;
  readonly digest: string;
}

interface RunbookWorker {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly targets: Targets;
  readonly code: WorkflowCode;
  readonly metrics: WorkerMetrics;
}

/** The worker that runs the runbooks and their activities. */
export async function runbookWorker({ connection, namespace, taskQueue, targets, code, metrics }: RunbookWorker): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    activities: activitiesOf(targets),
    // Counting is outermost: it sees the codes that the other one gives to failures.
    interceptors: { activity: [countingInterceptor(metrics), ...(interceptors.activity ?? [])] },
    workflowBundle: code.bundle,
    shutdownGraceTime: '5s',
    maxHeartbeatThrottleInterval: '1s', // or the SDK passes on one in four seconds, and a late one looks like a death
    stickyQueueScheduleToStartTimeout: '1s', // after a worker's death another one takes over in a second, not ten
  });
}

/** The bundle that `npm run build` made beside this file; in a checkout the one that tests made for all their processes, or one made now. */
export async function workflowCode(): Promise<WorkflowCode> {
  const built = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));
  const codePath = existsSync(built) ? built : process.env['HOLDFAST_WORKFLOW_BUNDLE'];
  if (codePath) return { bundle: { codePath }, digest: digestOfBytes(readFileSync(codePath)) };
  const bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    payloadConverterPath: fileURLToPath(new URL('../contracts/payload-converter.ts', import.meta.url)), // one that never throws
    logger: silent,
  });
  return { bundle, digest: digestOfBytes(bundle.code) };
}

const nothing = (): void => undefined;
const silent = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
