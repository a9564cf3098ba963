import { afterAll, beforeAll } from '@jest/globals';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { incidentAttribute } from '../../contracts/incident.ts';
import { stopSharedWorkers } from './shared-worker.ts';
import { testServer } from './temporal-binaries.ts';

let running: TestWorkflowEnvironment | undefined;
let installed = false;

/** The server whose clock skips, for the tests of one file. Time passes only in `result()` and `env.sleep()`. */
export function skippingTime(): TestWorkflowEnvironment {
  if (!running) throw new Error('call startSkippingTime() at the top of the test file');
  return running;
}

/** A server of its own, whose clock skips. Whoever starts it tears it down. */
export async function newSkippingServer(): Promise<TestWorkflowEnvironment> {
  const filter = makeTelemetryFilterString({ core: 'ERROR' });
  if (!installed) Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter } } });
  installed = true;
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await testServer() } },
  });
  const { operatorService } = env.connection;
  const keyword = defineSearchAttributeKey(incidentAttribute, SearchAttributeType.KEYWORD);
  await operatorService
    .addSearchAttributes({ namespace: env.namespace ?? 'default', searchAttributes: { [keyword.name]: 2 } })
    .catch((err: unknown) => {
      if (!/already|UNIMPLEMENTED/i.test(String(err))) throw err;
    });
  return env;
}

/** Starts that server before the file's tests and stops it after them. */
export function startSkippingTime(): void {
  beforeAll(async () => void (running = await newSkippingServer()));
  afterAll(async () => {
    await stopSharedWorkers();
    await running?.teardown();
  });
}
