import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Connection } from '@temporalio/client';
import { incidentAttribute } from '../../contracts/incident.ts';
import { freePort } from '../../workers/embedded/free-port.ts';
import { temporalCli } from './temporal-binaries.ts';
import { until } from './until.ts';

export interface DevServer {
  readonly address: string;
  /** Resolves once the process has ended. */
  stop(): Promise<void>;
}

interface DevServerOptions {
  readonly port?: number;
  readonly database?: string;
  /** Without the search attribute of incidents. */
  readonly bare?: boolean;
}

/** Temporal's development server on free ports of the loopback, in memory, or with its state in `database`, so that it can come back. */
export async function startDevServer({ port, database, bare = false }: DevServerOptions = {}): Promise<DevServer> {
  const [frontend, metrics] = [port ?? (await freePort()), await freePort()];
  const address = `127.0.0.1:${frontend}`;
  const args = [
    'server',
    'start-dev',
    '--headless',
    '--ip',
    '127.0.0.1',
    '--port',
    `${frontend}`,
    '--metrics-port',
    `${metrics}`,
    '--log-level',
    'error',
  ];
  const kept = database === undefined ? [] : ['--db-filename', database];
  const known = bare ? [] : ['--search-attribute', `${incidentAttribute}=Keyword`];
  const child = spawn(await temporalCli(), [...args, ...kept, ...known], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const serves = async () => {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const connection = await Connection.connect({ address, connectTimeout: 1000 });
    try {
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      return true;
    } finally {
      await connection.close();
    }
  };
  await until(serves, Boolean, 30_000);
  return {
    address,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
