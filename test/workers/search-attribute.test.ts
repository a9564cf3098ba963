import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { incidentAttribute } from '../../contracts/incident.ts';
import { ensureSearchAttribute } from '../../workers/search-attribute.ts';
import { startDevServer, type DevServer } from '../support/dev-server.ts';

type Temporal = Parameters<typeof ensureSearchAttribute>[0];
const refused = (code: number) => async () => Promise.reject(Object.assign(new Error('refused'), { code }));
const command = 'temporal operator search-attribute create --namespace default --name HoldfastIncident --type Keyword';

/** Temporal as far as it is asked here, with calls that the account may not make, and what is called in `calls`. */
function temporal(over: object, { count = async (): Promise<unknown> => ({}) } = {}) {
  const calls: string[] = [];
  const operatorService = {
    listSearchAttributes: async () => ({ customAttributes: {} }),
    addSearchAttributes: async () => void calls.push('add'),
    ...over,
  };
  const fake = {
    operatorService,
    workflowService: { countWorkflowExecutions: count },
    withDeadline: (_deadline: unknown, call: () => Promise<unknown>) => call(),
  };
  return { calls, ensured: () => ensureSearchAttribute(fake as unknown as Temporal, 'default') };
}

describe('on a real server without it', () => {
  let server: DevServer;
  let connection: Connection;
  beforeAll(async () => {
    server = await startDevServer({ bare: true });
    connection = await Connection.connect({ address: server.address });
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  test('it is found out without the right to list, registered, and found from then on', async () => {
    const unlisted = (): Temporal => ({
      workflowService: connection.workflowService,
      withDeadline: (deadline, call) => connection.withDeadline(deadline, call),
      operatorService: { listSearchAttributes: refused(7), addSearchAttributes: refused(7) } as unknown as Temporal['operatorService'],
    });
    await expect(ensureSearchAttribute(unlisted(), 'default')).rejects.toThrow(command);
    expect(await ensureSearchAttribute(connection, 'default')).toBe('registered');
    expect(await ensureSearchAttribute(connection, 'default')).toBe('there');
    expect(await ensureSearchAttribute(unlisted(), 'default')).toBe('there');
  });
});

test('it is registered once, where that is allowed', async () => {
  const there = temporal({ listSearchAttributes: async () => ({ customAttributes: { [incidentAttribute]: 2 } }) });
  expect([await there.ensured(), there.calls]).toEqual(['there', []]);
  const missing = temporal({});
  expect([await missing.ensured(), missing.calls]).toEqual(['registered', ['add']]);
});

test('where it may not be registered, the start is refused with the command to run', async () => {
  await expect(temporal({ addSearchAttributes: refused(7) }).ensured()).rejects.toThrow(command);
});

test('another process that registered it meanwhile is no failure', async () => {
  let known = false;
  const raced = temporal({
    listSearchAttributes: async () => ({ customAttributes: known ? { [incidentAttribute]: 2 } : {} }),
    addSearchAttributes: async () => {
      known = true;
      return refused(6)();
    },
  });
  expect(await raced.ensured()).toBe('there');
});

test('one of another type is refused, and so is not to be able to tell', async () => {
  const text = temporal({ listSearchAttributes: async () => ({ customAttributes: { [incidentAttribute]: 1 } }) });
  await expect(text.ensured()).rejects.toThrow(/not as Keyword/);
  await expect(temporal({ listSearchAttributes: refused(14) }).ensured()).rejects.toThrow('refused');
  await expect(temporal({ listSearchAttributes: refused(12) }, { count: refused(14) }).ensured()).rejects.toThrow('refused');
});
