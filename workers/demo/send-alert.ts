import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Stack } from '../embedded/stack.ts';
import { alertmanagerDelivery } from './demo-alert.ts';

const answerSchema = z.object({
  results: z.array(z.object({ outcome: z.string(), incident: z.string().nullable(), why: z.string() })).min(1),
});

/** Sends the alert to the gateway as Alertmanager does. Throws unless an incident started or was joined. */
export async function sendAlert(
  { home, run }: Stack,
  disagreements: number,
): Promise<{ readonly status: number; readonly workflowId: string }> {
  const token = readFileSync(join(home.keys, 'alertmanager.token'), 'utf8').trim();
  const answer = await fetch(`${run.gateway}/alerts/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(alertmanagerDelivery(disagreements, new Date())),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the gateway refused the alert: ${answer.status} ${text}`);
  const [result] = answerSchema.parse(JSON.parse(text)).results;
  if (!result?.incident)
    throw new Error(`the alert started no incident: ${result?.why ?? result?.outcome ?? 'the gateway gave no reason'}`);
  return { status: answer.status, workflowId: result.incident };
}
