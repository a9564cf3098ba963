import { expect, test } from '@jest/globals';
import { incidentsOn } from '../../cli/temporal-connection.ts';
import type { LastRun } from '../../contracts/last-run.ts';
import type { IncidentStart } from '../../domain/runbook.ts';
import { hours } from '../../domain/time.ts';

const scope = { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nsw' } as const;
const statement = { kind: 'start', runbook: 'bad-pack-rollback', scope, why: 'w', at: '', nonce: 'n', signature: 's' } as const;
const workflowId = 'production~acme~bad-pack-rollback~channel~au-nsw';
const last: LastRun = { workflowId, runId: 'r', running: false, began: 0, outcome: null, left: { steeredBy: ['Dee', 'Ivo'] } };

/** What is started where the last incident of the scope was this. */
async function startedAfter(before: LastRun | null): Promise<readonly IncidentStart[]> {
  const started: IncidentStart[] = [];
  const none = async (): Promise<never> => Promise.reject(new Error('not asked for'));
  const temporal = { find: none, list: none, board: none, decide: none, decideBySignal: none, state: none, stop: none, stopped: none };
  const incidents = incidentsOn(
    {
      ...temporal,
      last: async (id) => (id === workflowId ? before : none()),
      start: async (_runbook, start) => (started.push(start), { workflowId, runId: 'r' }),
    },
    hours(24),
    'holdfast incidents',
  );
  expect(await incidents.start(statement)).toBe(workflowId);
  return started;
}

test('whoever had a hand in what is still held may not lift it in the incident that is started by hand either (promise 6)', async () => {
  expect(await startedAfter(last)).toEqual([
    { scope, alerts: [], startedBy: statement, steeredBy: ['Dee', 'Ivo'], incidentWindow: hours(24) },
  ]);
});

test('a first incident, and one after an incident that left nothing held, has nobody to bar', async () => {
  for (const before of [null, { ...last, left: {} }])
    expect(await startedAfter(before)).toEqual([{ scope, alerts: [], startedBy: statement, incidentWindow: hours(24) }]);
});

test('an incident that is not there is told with the command that lists them, as it was called', async () => {
  const nothing = { find: async () => null } as unknown as Parameters<typeof incidentsOn>[0];
  await expect(incidentsOn(nothing, hours(24), 'holdfast incidents --config here.yaml').board('INC-X')).rejects.toThrow(
    'there is no incident INC-X: list them with holdfast incidents --config here.yaml',
  );
});
