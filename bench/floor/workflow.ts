import { proxyActivities } from '@temporalio/workflow';
import type { FloorActivities } from './activities.ts';

const { snapshot, rollBack, readBack } = proxyActivities<FloorActivities>({ startToCloseTimeout: '30s' });

/** The least that a rollback on Temporal can be: three plain activities, one after another. Answers when the last of them was done. */
export async function floor(folder: string): Promise<number> {
  await snapshot(folder);
  await rollBack(folder);
  return readBack(folder);
}
