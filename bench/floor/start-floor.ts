import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { now } from '../measured/now.ts';
import { floorActivities } from './activities.ts';
import type { floor } from './workflow.ts';

export interface Floor {
  /** Milliseconds from the start of one to the end of its third activity. */
  measure(): Promise<number>;
  stop(): Promise<void>;
}

let runs = 0;

/** A worker of its own for the floor, on the server that `client` talks to, with the settings that the SDK comes with. */
export async function startFloor(client: Client, address: string): Promise<Floor> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-floor-'));
  const connection = await NativeConnection.connect({ address });
  const taskQueue = 'floor';
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowsPath: join(import.meta.dirname, 'workflow.ts'),
    activities: floorActivities,
  });
  const running = worker.run();
  return {
    measure: async () => {
      const workflowId = `floor-${++runs}`;
      const began = now();
      const handle = await client.workflow.start<typeof floor>('floor', { taskQueue, workflowId, args: [join(folder, workflowId)] });
      return (await handle.result()) - began;
    },
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
