import type { Check } from '../cli/dependencies.ts';
import type { Configuration } from '../contracts/configuration.ts';
import { askingTemporal } from './asking-temporal.ts';
import { missing, ok } from './probing.ts';

const workflowTasks = 1; // TASK_QUEUE_TYPE_WORKFLOW

/** `doctor` on workers: that one asks Temporal for tasks. Temporal itself has a line of its own. `serving` is the command that starts one. */
export const workerCheck = (configuration: Configuration, serving: string): Check =>
  askingTemporal('worker', configuration, async (connection) => {
    const { namespace, taskQueue } = configuration.temporal;
    const queue = { namespace, taskQueue: { name: taskQueue }, taskQueueType: workflowTasks };
    const { pollers } = await connection.workflowService.describeTaskQueue(queue);
    if (pollers && pollers.length > 0) return ok(`${pollers.length} on ${taskQueue}`);
    return missing(`none takes tasks from ${taskQueue}`, `start one with \`${serving}\``);
  });
