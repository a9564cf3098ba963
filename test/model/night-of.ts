import type { Client } from '@temporalio/client';
import { sealWorkflowIdOf } from '../../contracts/seal-record.ts';
import { boardOf } from '../support/board-of.ts';
import type { Night } from './night.ts';

/** The night that a workflow belongs to, by its own id, or as one that goes on sealing the record of an incident of that night. */
export function nightOf(all: ReadonlyMap<string, Night>, client: Client, workflowId: string): Night {
  const own = all.get(workflowId);
  if (own) return own;
  const isOfOurs = ({ world }: Night): boolean =>
    world.journal.some((one) => 'incident' in one && sealWorkflowIdOf(one.incident) === workflowId);
  const night = [...all.values()].find((one) => one.sealers.has(workflowId) || isOfOurs(one));
  if (!night) throw new Error(`${workflowId} belongs to no night`);
  if (!night.sealers.has(workflowId)) night.sealers.set(workflowId, { ...night, ...seenAs(client, workflowId) });
  return night;
}

/** A workflow as people see it. */
export function seenAs(client: Client, workflowId: string): Pick<Night, 'handle' | 'board' | 'wholeBoard' | 'isOver'> {
  const handle = client.workflow.getHandle(workflowId);
  let isOver = false; // once and for all: what goes on as a new run is running
  return {
    handle,
    board: () => boardOf(client, handle, Number.MAX_SAFE_INTEGER),
    wholeBoard: () => boardOf(client, handle),
    isOver: async () => (isOver ||= (await handle.describe()).status.name !== 'RUNNING'),
  };
}
