import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Millis } from '../domain/time.ts';
import { startGoodFor } from './signed-start.ts';
import { withinReach } from './temporal-away.ts';

/** Beside a workflow that a person started: the nonce of what they signed, as long as Temporal keeps the run. */
export const nonceMemo = 'startNonce';

type Memo = Readonly<Record<string, unknown>>;

/**
 * Whether a run of this workflow id was started by hand with this nonce. Temporal's list may be a second behind, so the newest run is asked
 * itself; older ones are looked for as long as a start is good, on either side of what its signer's clock said. Throws TemporalAway.
 */
export async function startedWith(client: Client, workflowId: string, nonce: string, patience: Millis): Promise<boolean> {
  const newest = await memoOfNewest(client, workflowId, patience);
  if (newest?.[nonceMemo] === nonce) return true;
  const since = new Date(Date.now() - 2 * startGoodFor).toISOString();
  return withinReach(client, 'say how the last incidents began', patience, async () => {
    const query = `WorkflowId = '${workflowId}' AND StartTime >= '${since}'`;
    for await (const { memo } of client.workflow.list({ query })) if (memo?.[nonceMemo] === nonce) return true;
    return false;
  });
}

async function memoOfNewest(client: Client, workflowId: string, patience: Millis): Promise<Memo | null> {
  try {
    const { memo } = await withinReach(client, 'say how the incident began', patience, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    return memo ?? null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
