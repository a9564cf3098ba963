import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { linesLeft, sealWorkflowIdOf, sealWorkflowType, type LeftRecord } from '../../contracts/seal-record.ts';
import type { Entry } from '../../domain/timeline.ts';

/** As many lines as are written to the vault at once: what one message may hold. */
const atOnce = 200;

/**
 * Leaves a record that cannot be sealed now to a workflow of its own, which lives on when this one does not. False when there is one
 * of its id already, which is no doing of this incident: it has to go on by itself.
 */
export async function leaveToSeal(left: Omit<LeftRecord, 'lines' | 'count'>, lines: readonly Entry[]): Promise<boolean> {
  const first: LeftRecord = { ...left, lines: lines.slice(0, atOnce), count: lines.length };
  try {
    const sealer = await startChild(sealWorkflowType, {
      workflowId: sealWorkflowIdOf(left.incident),
      args: [first],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
    for (let from = atOnce; from < lines.length; from += atOnce) await sealer.signal(linesLeft, lines.slice(from, from + atOnce));
    return true;
  } catch (err) {
    if (err instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw err;
  }
}
