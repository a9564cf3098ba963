import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { hours } from '../../domain/time.ts';
import { buildGateway } from '../../gateway/gateway.ts';
import { gatewayLog } from '../../gateway/log.ts';
import { startDevServer, type DevServer } from '../support/dev-server.ts';
import { until } from '../support/until.ts';

let folder: string;
let server: DevServer;
let connection: Connection;
let gateway: FastifyInstance;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-away-'));
  server = await startDevServer({ database: join(folder, 'temporal.db') });
  connection = await Connection.connect({ address: server.address });
  gateway = await buildGateway({
    configuration: {
      temporal: { address: '', namespace: 'default', taskQueue: 'nobody', tls: false },
      routes: [],
      people: [],
      incidentWindow: hours(24),
    },
    tokens: new Map([['prometheus', 'token']]),
    client: new Client({ connection }),
    patience: 1000,
    log: gatewayLog({ write: () => undefined }),
  });
});
afterAll(async () => {
  await gateway.close();
  await connection.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const labels = { alertname: 'BadPack', tenant: 'acme', environment: 'production', channel: 'au-nsw' };
const alerts = [{ status: 'firing', labels, startsAt: '2026-01-01T00:00:00Z', fingerprint: 'f1' }];
const deliver = () =>
  gateway.inject({
    method: 'POST',
    url: '/alerts/alertmanager',
    headers: { authorization: 'Bearer token' },
    payload: { version: '4', alerts },
  });
const ready = async () => (await gateway.inject({ url: '/readyz' })).statusCode;

test('while Temporal is away nothing is acknowledged: 503 with the time to come again; and it goes on when Temporal is back', async () => {
  expect(await ready()).toBe(200);
  await server.stop();

  const refused = await deliver();
  expect([refused.statusCode, refused.headers['retry-after'], refused.headers['content-type']]).toEqual([
    503,
    '5',
    'application/problem+json',
  ]);
  expect(refused.json()).toMatchObject({ code: 'TemporalAway', status: 503, detail: expect.stringMatching(/is it up/) });
  expect(await ready()).toBe(503);
  expect((await gateway.inject({ url: '/incidents' })).json()).toMatchObject({ code: 'TemporalAway' });
  expect((await gateway.inject({ url: '/healthz' })).statusCode).toBe(200);

  const port = Number(server.address.split(':')[1]);
  server = await startDevServer({ port, database: join(folder, 'temporal.db') });
  await until(ready, (status) => status === 200, 20_000);
  const accepted = await deliver();
  expect([accepted.statusCode, accepted.json<{ results: object[] }>().results]).toEqual([
    202,
    [expect.objectContaining({ outcome: expect.stringMatching(/started|joined/) })],
  ]);
});

test('a board that no worker can show is 503 too, after its deadline, not a request that hangs', async () => {
  const board = await gateway.inject({ url: `/incidents/${encodeURIComponent('production~acme~bad-pack-rollback~channel~au-nsw')}` });
  expect([board.statusCode, board.json<{ code: string }>().code]).toEqual([503, 'TemporalAway']);
});
