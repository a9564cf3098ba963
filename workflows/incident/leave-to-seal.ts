import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { linesLeft, sealWorkflowIdOf, sealWorkflowType, type LeftRecord } from '../../contracts/seal-record.ts';
import type { Entry } from '../../domain/timeline.ts';
import { firstLines } from './carried-lines.ts';

/**
 * Leaves a record that cannot be sealed now to a workflow of its own, which lives on when this one does not. False when there is one
 * of its id already, which is no doing of this incident: it has to go on by itself.
 */
export async function leaveToSeal(left: Omit<LeftRecord, 'lines' | 'count'>, lines: readonly Entry[]): Promise<boolean> {
  let carried = firstLines(lines);
  const first: LeftRecord = { ...left, lines: carried, count: lines.length };
  try {
    const sealer = await startChild(sealWorkflowType, {
      workflowId: sealWorkflowIdOf(left.incident),
      args: [first],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
    for (let from = carried.length; from < lines.length; from += carried.length) {
      carried = firstLines(lines.slice(from));
      await sealer.signal(linesLeft, carried);
    }
    return true;
  } catch (err) {
    if (err instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw err;
  }
}
