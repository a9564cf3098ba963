import { activityInfo } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { interceptors } from '../../workers/activity-interceptor.ts';
import { leanWorkflows } from './lean-workflows.ts';
import { soundWorld, type World } from './sound-world.ts';

/** What the activities of one timeline do. */
export type Called = (name: keyof World, args: readonly unknown[]) => Promise<unknown>;

interface Shared {
  readonly taskQueue: string;
  readonly worker: Worker;
  readonly over: Promise<void>;
}

const shared = new Map<WorkflowBundleOption, Shared>();
const timelines = new Map<string, Called>();
let newest: Called | undefined;

/** Whose activity this is. A workflow that a timeline's own one started belongs to it. */
function called(): Called {
  const { workflowId } = activityInfo().workflowExecution!;
  const known = timelines.get(workflowId) ?? newest;
  if (!known) throw new Error(`no timeline knows ${workflowId}`);
  timelines.set(workflowId, known);
  return known;
}

/**
 * Runs `script` on the one worker that a file's timelines share, for starting one costs more than most timelines. `call` does the activities
 * of `workflowId` and of what that starts; whatever still runs afterwards is terminated, so that the next timeline is alone.
 */
export async function onSharedWorker<T>(
  env: TestWorkflowEnvironment,
  bundle: WorkflowBundleOption,
  { workflowId, call }: { readonly workflowId: string; readonly call: Called },
  script: (taskQueue: string) => Promise<T>,
): Promise<T> {
  timelines.set(workflowId, call);
  newest = call;
  const { taskQueue, over } = await workerOf(env, bundle);
  try {
    return await Promise.race([script(taskQueue), over.then(() => Promise.reject(new Error('the worker ended')))]);
  } finally {
    const mine = [...timelines].filter(([, one]) => one === call).map(([id]) => id);
    for (const id of mine) await ended(env, id);
    for (const id of mine) timelines.delete(id);
  }
}

async function workerOf(env: TestWorkflowEnvironment, bundle: WorkflowBundleOption): Promise<Shared> {
  const there = shared.get(bundle);
  if (there) return there;
  const taskQueue = `timelines-${shared.size}`;
  const names = Object.keys(soundWorld) as (keyof World)[];
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: bundle,
    ...leanWorkflows(),
    interceptors,
    activities: Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => called()(name, args)])),
  });
  const made = { taskQueue, worker, over: worker.run() };
  shared.set(bundle, made);
  return made;
}

async function ended(env: TestWorkflowEnvironment, workflowId: string): Promise<void> {
  try {
    await env.client.workflow.getHandle(workflowId).terminate('its timeline is over');
  } catch (err) {
    if (!(err instanceof WorkflowNotFoundError)) throw err;
  }
}

/** Stops the workers of this file. */
export async function stopSharedWorkers(): Promise<void> {
  for (const { worker, over } of shared.values()) {
    worker.shutdown();
    await over;
  }
  shared.clear();
}
