import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { z } from 'zod';
import { ForeignWorkflow } from '../../contracts/foreign-workflow.ts';
import { lastRun } from '../../contracts/last-run.ts';
import { stopWorkflowId } from '../../contracts/stop.ts';
import { TargetError } from '../../domain/target-error.ts';
import { seconds } from '../../domain/time.ts';
import type { Controls } from '../targets.ts';

const stopSchema = z.object({ until: z.number(), by: z.string(), why: z.string() });
const patience = seconds(3);

/** The stop of automatic containment, and what earlier incidents left, read beside the workflows that keep them: no worker is needed for that. */
export const temporalControls = (client: Client): Controls => ({
  async stopped() {
    try {
      const { status, memo } = await client.withDeadline(Date.now() + patience, () => client.workflow.getHandle(stopWorkflowId).describe());
      const stop = stopSchema.safeParse(memo?.['stop']);
      // One that runs and has not shown itself yet is taken as unknown, not as none (BK-P1).
      if (status.name === 'RUNNING' && !stop.success)
        throw new TargetError('Malformed', 'a stop was begun and has not said yet until when', { recoverable: true });
      return status.name === 'RUNNING' && stop.success && stop.data.until > Date.now() ? stop.data : null;
    } catch (err) {
      if (err instanceof WorkflowNotFoundError) return null;
      if (err instanceof TargetError) throw err;
      throw new TargetError('Unreachable', 'Temporal did not say whether automatic containment is stopped', {
        recoverable: true,
        cause: err,
      });
    }
  },

  async handsLeft(workflowId) {
    try {
      return (await lastRun(client, workflowId, patience))?.left.steeredBy ?? [];
    } catch (cause) {
      if (cause instanceof ForeignWorkflow) throw new TargetError('Refused', cause.message, { cause });
      throw new TargetError('Unreachable', `Temporal did not say who had a hand in ${workflowId}`, { recoverable: true, cause });
    }
  },
});
