import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { verify } from '../../../activities/verify.ts';
import { signStatement } from '../../../contracts/signed-statement.ts';
import { newKeyPair, readPrivateKey } from '../../../contracts/sshsig.ts';
import { stopAgain, stopWorkflowId, stopWorkflowType } from '../../../contracts/stop.ts';
import { hours, seconds, type Millis } from '../../../domain/time.ts';
import { temporalControls } from '../../../targets/controls/temporal-controls.ts';
import { startDevServer, type DevServer } from '../../support/dev-server.ts';
import { until } from '../../support/until.ts';
import { workflowBundle } from '../../support/workflow-bundle.ts';
import { expectTargetError } from '../support/expect-error.ts';

const ana = newKeyPair('ana');
const people = [{ name: 'Ana', roles: ['on-call'], keys: [ana.publicKey] }];
const taskQueue = 'controls';
let server: DevServer;
let connection: Connection;
let client: Client;
let nonces = 0;

beforeAll(async () => {
  const filter = makeTelemetryFilterString({ core: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter } } });
  server = await startDevServer();
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
});
afterAll(async () => {
  await connection.close();
  await server.stop();
});

const stopFor = (time: Millis) =>
  signStatement(
    {
      kind: 'stop' as const,
      until: new Date(Date.now() + time).toISOString(),
      text: 'platform at work',
      at: new Date().toISOString(),
      nonce: `nonce-${String(++nonces).padStart(4, '0')}`,
    },
    readPrivateKey(ana.privateKey),
  );
const begin = (time: Millis) => client.workflow.start(stopWorkflowType, { taskQueue, workflowId: stopWorkflowId, args: [stopFor(time)] });
const controls = () => temporalControls(client);

/** Runs the workflow that keeps the stop, while `work` lasts. */
async function withWorker(work: () => Promise<void>): Promise<void> {
  const native = await NativeConnection.connect({ address: server.address });
  const { statement } = verify({ roster: { people } } as unknown as Parameters<typeof verify>[0]);
  const worker = await Worker.create({ connection: native, taskQueue, workflowBundle: workflowBundle(), activities: { statement } });
  await worker.runUntil(work);
  await native.close();
}

test('where none was ever stated, none is in force', async () => {
  expect(await controls().stopped()).toBeNull();
});

test('one that was begun and has not said yet until when is unknown, not none (BK-P1); one that was withdrawn is none', async () => {
  const handle = await begin(hours(1));
  const error = await expectTargetError(controls().stopped(), 'Malformed');
  expect([error.message, error.recoverable]).toEqual(['a stop was begun and has not said yet until when', true]);
  await handle.terminate('the test is over');
  expect(await controls().stopped()).toBeNull();
});

test('one in force says until when, by whom and why; replaced it says the new end; expired it is none, and needs no worker to be read', async () => {
  await withWorker(async () => {
    const handle = await begin(hours(1));
    const stop = await until(
      () => controls().stopped(),
      (seen) => seen !== null,
    );
    expect(stop).toMatchObject({ by: 'Ana', why: 'platform at work' });
    expect(Math.abs(stop!.until - Date.now() - hours(1))).toBeLessThan(seconds(60));
    await handle.executeUpdate(stopAgain, { args: [stopFor(hours(2))] });
    expect((await controls().stopped())!.until).toBeGreaterThan(stop!.until);
    await handle.executeUpdate(stopAgain, { args: [stopFor(seconds(3))] });
  });
  await until(
    () => controls().stopped(),
    (seen) => seen === null,
  );
  const { status } = await client.workflow.getHandle(stopWorkflowId).describe();
  expect(status.name).toBe('RUNNING'); // nobody was there to end it
  await client.workflow.getHandle(stopWorkflowId).terminate('the test is over');
});

test('one that shows something else is unknown too', async () => {
  const memo = { stop: { until: 'soon' } };
  const handle = await client.workflow.start(stopWorkflowType, { taskQueue, workflowId: stopWorkflowId, args: [stopFor(hours(1))], memo });
  await expectTargetError(controls().stopped(), 'Malformed');
  await handle.terminate('the test is over');
});

test('Temporal away is Unreachable within its deadline, and worth another try', async () => {
  const nowhere = Connection.lazy({ address: '127.0.0.1:1' });
  const error = await expectTargetError(temporalControls(new Client({ connection: nowhere })).stopped(), 'Unreachable');
  expect(error.recoverable).toBe(true);
  await nowhere.close();
});
