import type { IncidentStart } from '../../domain/runbook.ts';
import { hours } from '../../domain/time.ts';
import type { Board } from '../../domain/board.ts';
import type { Product } from '../../test/support/product.ts';
import { until } from '../../test/support/until.ts';

/** Channels that nothing is measured on. Their releases are sound, so people are asked, and nobody answers. */
const places = [
  { tenant: 'acme', name: 'au-nsw' },
  { tenant: 'acme', name: 'baseline' },
  { tenant: 'globex', name: 'au-nsw' },
  { tenant: 'globex', name: 'nz-akl' },
  { tenant: 'globex', name: 'baseline' },
] as const;

let started = 0;

/**
 * Starts one more incident on the next of those channels. Not through the gateway, where a second incident of one scope would join the
 * first: each has a workflow id of its own, and so a hold of its own.
 */
export async function startOther({ client, staging }: Product): Promise<string> {
  const { tenant, name } = places[started % places.length]!;
  const workflowId = `other-${++started}`;
  const start: IncidentStart = {
    scope: { tenant, environment: staging.environment, kind: 'channel', name },
    alerts: [
      {
        source: 'bench',
        fingerprint: workflowId,
        status: 'firing',
        startsAt: new Date().toISOString(),
        summary: `one of many (${workflowId})`,
        labels: {},
        truncated: 0,
        receivedAt: Date.now(),
      },
    ],
    startedBy: null,
    incidentWindow: hours(24),
  };
  await client.workflow.start('badPackRollback', { taskQueue: 'holdfast', workflowId, args: [start], workflowTaskTimeout: '5s' });
  return workflowId;
}

/** Starts this many, five at a time, and answers when each holds its channel and waits for a person. */
export async function openOthers(product: Product, count: number): Promise<void> {
  for (let open = 0; open < count; open += places.length) {
    const batch = await Promise.all(places.map(() => startOther(product)));
    await Promise.all(batch.map((workflowId) => waits(product, workflowId)));
  }
}

async function waits({ client }: Product, workflowId: string): Promise<void> {
  const look = () => client.workflow.getHandle(workflowId).query<Board>('board');
  const asked = ({ held, questions }: Board): boolean =>
    held.length > 0 && questions.some(({ verdicts }) => Object.hasOwn(verdicts, 'bad'));
  await until(look, asked, 60_000);
}
