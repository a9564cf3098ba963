import type { Client } from '@temporalio/client';

/** One activity of an incident's history, as it was begun or as it was done. */
export interface HistoryMoment {
  readonly event: number;
  readonly activity: string;
  readonly state: 'scheduled' | 'completed';
}

/** Answers as soon as the history has an activity in this state after event number `after`; null once the workflow has ended. */
export async function nextMoment(
  client: Client,
  workflowId: string,
  state: HistoryMoment['state'],
  after: number,
): Promise<HistoryMoment | null> {
  const activities = new Map<string, string>();
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId },
      waitNewEvent: true,
      ...(nextPageToken && { nextPageToken }),
    });
    for (const { eventId, activityTaskScheduledEventAttributes: begun, activityTaskCompletedEventAttributes: done } of page.history
      ?.events ?? []) {
      const event = Number(eventId);
      if (begun) activities.set(String(event), begun.activityType?.name ?? '');
      const activity = state === 'scheduled' ? (begun?.activityType?.name ?? undefined) : activities.get(String(done?.scheduledEventId));
      if (activity !== undefined && event > after) return { event, activity, state };
    }
    nextPageToken = page.nextPageToken;
  } while (nextPageToken && nextPageToken.length > 0);
  return null;
}
