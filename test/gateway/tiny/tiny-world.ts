import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { Client } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { FastifyInstance } from 'fastify';
import { checkStatement } from '../../../contracts/signed-statement.ts';
import { newKeyPair } from '../../../contracts/sshsig.ts';
import type { Alert } from '../../../domain/alerts.ts';
import { hours, type Millis } from '../../../domain/time.ts';
import { deliveredSchema } from '../../../gateway/alert-routes.ts';
import { buildGateway } from '../../../gateway/gateway.ts';
import { gatewayLog } from '../../../gateway/log.ts';
import type { Route } from '../../../gateway/route.ts';
import { startDevServer, type DevServer } from '../../support/dev-server.ts';
import { endNow } from './workflows.ts';

export const taskQueue = 'tiny';
export const token = 'a-token-of-some-length';
export const ana = newKeyPair('ana');
export const pat = newKeyPair('pat');
const people = [
  { name: 'Ana', roles: ['on-call'], keys: [ana.publicKey] },
  { name: 'Pat', roles: ['product'], keys: [pat.publicKey] },
];
export const logged: string[] = [];
export const idOf = (name: string) => `production~acme~bad-pack-rollback~channel~${name}`;

let server: DevServer | undefined;
let connection: NativeConnection | undefined;
let worker: Worker | undefined;
let working: Promise<void> | undefined;
let names = 0;
const world: { client?: Client; gateway?: FastifyInstance; home?: string } = {};

/** A gateway over a real Temporal server, with a worker that follows the tiny workflow, for the tests of one file. */
export function startTinyWorld(): void {
  beforeAll(async () => {
    const filter = makeTelemetryFilterString({ core: 'ERROR' });
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter } } });
    server = await startDevServer();
    connection = await NativeConnection.connect({ address: server.address });
    worker = await Worker.create({
      connection,
      taskQueue,
      workflowsPath: resolve(__dirname, 'workflows.ts'),
      activities: { statement: async (statement: unknown, arrived: Millis) => checkStatement(statement, people, arrived) },
    });
    working = worker.run();
    world.home = mkdtempSync(join(tmpdir(), 'holdfast-gateway-'));
    world.client = new Client({ connection });
    world.gateway = await anotherGateway({ home: world.home });
  });
  afterAll(async () => {
    await world.gateway?.close();
    worker?.shutdown();
    await working;
    await connection?.close();
    await server?.stop();
    if (world.home) rmSync(world.home, { recursive: true, force: true });
  });
}

export const client = (): Client => world.client!;
export const gateway = (): FastifyInstance => world.gateway!;
export const home = (): string => world.home!;

export function anotherGateway(over: { readonly home?: string } = {}): Promise<FastifyInstance> {
  const temporal = { address: '', namespace: 'default', taskQueue, tls: false };
  return buildGateway({
    configuration: { temporal, routes: [...routes], people, incidentWindow: hours(24) },
    tokens: new Map([['prometheus', token]]),
    client: client(),
    eager: true,
    log: gatewayLog({ write: (line) => void logged.push(line) }),
    ...over,
  });
}

const routes: readonly Route[] = [{ match: { team: 'watchers' }, runbook: 'bad-pack-rollback', observe: true }];

/** A channel that no other test uses. */
export const freshName = (): string => `channel-${++names}`;

export const firing = (channel: string, fingerprint = 'f1', over: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'BadPack', tenant: 'acme', environment: 'production', channel },
  annotations: { summary: 'wrong content' },
  startsAt: '2026-01-01T00:00:00.123456789Z',
  fingerprint,
  ...over,
});

/** Posts a delivery that must be accepted, and answers what became of each alert. */
export async function delivered(alerts: readonly object[], over: object = {}) {
  const payload = { version: '4', truncatedAlerts: 0, alerts, ...over };
  const headers = { authorization: `Bearer ${token}` };
  const answer = await gateway().inject({ method: 'POST', url: '/alerts/alertmanager', headers, payload });
  expect([answer.statusCode, answer.statusCode === 202 ? '' : answer.body]).toEqual([202, '']);
  return deliveredSchema.parse(answer.json()).results;
}

export const get = async (url: string) => (await gateway().inject({ url })).json<Record<string, unknown>>();

/** The alerts that the incident of a channel has. */
export const taken = async (name: string) => (await get(`/incidents/${encodeURIComponent(idOf(name))}`))['alerts'] as readonly Alert[];

export async function end(name: string, ending: 'closed' | 'false-alarm' | 'handed-over'): Promise<void> {
  await endOf(idOf(name), ending);
}

export async function endOf(workflowId: string, ending: 'closed' | 'false-alarm' | 'handed-over'): Promise<void> {
  const handle = client().workflow.getHandle(workflowId);
  await handle.signal(endNow, ending);
  await handle.result();
}
