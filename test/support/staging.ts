import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FaultBodies } from './staging-faults.ts';
import { changeSchema, servedManifestSchema, type Change } from '../../contracts/platform-api.ts';

/** What a reader says that it serves of one channel. */
export interface Serves {
  readonly release_id: string;
  readonly artifact_id: string;
  readonly generation: number;
}

/** What `staging/main.ts` prints when it is ready. */
interface Ready {
  readonly staging: string;
  readonly readers: readonly { readonly name: string; readonly url: string }[];
  readonly origins: readonly { readonly name: string; readonly path: string }[];
  readonly trustRoots: { readonly metadata: string; readonly pinned: string };
  readonly token: string;
}

/** A staging platform in its own processes, for tests. */
export interface Staging extends Omit<Ready, 'staging' | 'readers'> {
  readonly url: string;
  readonly readers: Ready['readers'];
  readonly home: string;
  readonly environment: string;
  readonly pid: number;
  /** Asks the platform with its token; the body, where there is one, goes as JSON. */
  ask(path: string, body?: unknown, method?: string): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Breaks something; what the fault answers, such as `{release_id, artifact_id}`. Throws when the platform refuses. */
  fault<N extends keyof FaultBodies>(name: N, body: FaultBodies[N]): Promise<Record<string, unknown>>;
  mend(name: keyof FaultBodies): Promise<void>;
  /** Every change of a channel, oldest first: what effects are counted by. */
  changes(tenant: string, channel: string): Promise<readonly Change[]>;
  reader(name: string): { serves(tenant: string, channel: string): Promise<Serves> };
  /** Ends all its processes; removes its folder unless the caller gave one. */
  stop(): Promise<void>;
  /** The same without asking: kill -9 of the platform's own process. Its readers end by themselves. */
  kill(): Promise<void>;
}

export interface StagingOptions {
  /** A folder to continue from; without one a fresh folder is made, and removed by `stop`. */
  readonly home?: string;
  readonly environment?: string;
  /** Milliseconds between two looks of the slowest reader. */
  readonly propagation?: number;
  /** Changes that this platform cannot do, such as `pin`. */
  readonly without?: readonly string[];
}

const program = fileURLToPath(new URL('../../staging/main.ts', import.meta.url));

/** Starts a staging platform on loopback, and answers when it and its readers serve. */
export async function startStaging({
  home: given,
  environment = 'staging',
  propagation = 100,
  without = [],
}: StagingOptions = {}): Promise<Staging> {
  const home = given ?? (await mkdtemp(join(tmpdir(), 'holdfast-staging-')));
  const args = ['--home', home, '--environment', environment, '--propagation', String(propagation), '--without', without.join(',')];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { staging: url, readers, ...ready } = await firstLine(child);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const ask: Staging['ask'] = async (path, body, method = body === undefined ? 'GET' : 'POST') => {
    const headers = { authorization: `Bearer ${ready.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, body: isJson ? JSON.parse(text) : text };
  };
  return {
    ...ready,
    url,
    readers,
    home,
    environment,
    pid: child.pid ?? 0,
    ask,
    fault: async (name, body) => expected(await ask(`/faults/${name}`, body), 200) as Record<string, unknown>,
    mend: async (name) => void expected(await ask(`/faults/${name}`, undefined, 'DELETE'), 204),
    changes: async (tenant, channel) =>
      changeSchema.array().parse(expected(await ask(`/v1/channels/${tenant}/${environment}/${channel}/changes`), 200)),
    reader: (name) => ({
      serves: async (tenant, channel) => {
        const reader = readers.find((one) => one.name === name);
        if (!reader) throw new Error(`there is no reader '${name}'`);
        const answer = await fetch(`${reader.url}/v1/channels/${tenant}/${environment}/${channel}/manifest`);
        const { release_id, artifact_id, generation } = servedManifestSchema.parse(await answer.json());
        return { release_id, artifact_id, generation };
      },
    }),
    stop: async () => {
      await end('SIGTERM');
      if (given === undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
    kill: () => end('SIGKILL'),
  };
}

function expected({ status, body }: { readonly status: number; readonly body: unknown }, wanted: number): unknown {
  if (status !== wanted) throw new Error(`staging answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

function firstLine(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`staging ended with ${code} before it was ready`)));
    if (child.stdout) createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Ready));
  });
}
