import { spoken, type Millis } from '../../domain/time.ts';
import type { StuckIncident } from './sight.ts';
import type { Trouble } from './paging.ts';

/** An incident that is silent by itself: neither its clocks nor its pages go on. */
export const stuckTrouble = ({ runId, name, workflowId, attempt }: StuckIncident): Trouble => ({
  kind: 'stuck',
  about: runId,
  incident: name,
  why:
    `this incident does not move, and cannot page by itself: its workflow task failed ${attempt} times. ` +
    `The worker's log says why; bring back the version of Holdfast that ran before, or mend it: then it goes on by itself (${workflowId})`,
});

/** Nobody follows the runbooks: what is open waits, and so will the next alert. */
export const noWorkerTrouble = (instance: string, taskQueue: string, open: number): Trouble => ({
  kind: 'no-worker',
  about: taskQueue,
  incident: instance,
  why: `no worker takes tasks from ${taskQueue}: ${open} open incidents wait, and so will the next alert. Start \`holdfast serve\``,
});

/** No alert is taken while it lasts: senders are told to come again. */
export const awayTrouble = (instance: string, lasted: Millis, why: string): Trouble => ({
  kind: 'temporal-away',
  about: 'temporal',
  incident: instance,
  once: true,
  why: `Temporal has not been reached for ${spoken(lasted)}: no incident moves and no alert is taken. Bring it back. ${why.slice(0, 300)}`,
});
