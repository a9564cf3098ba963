import { newSealingKey } from '../../../contracts/evidence/sealing-key.ts';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { Client } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { stringify } from 'yaml';
import { readConfiguration } from '../../../contracts/read-configuration.ts';
import { newKeyPair } from '../../../contracts/sshsig.ts';
import { TemporalIncidents } from '../../../contracts/temporal-incidents.ts';
import { gatewayLog } from '../../../gateway/log.ts';
import { checks } from '../../../workers/checks.ts';
import { startServing, type Serving } from '../../../workers/serving.ts';
import type { WatcherParts } from '../../../workers/watcher/watcher.ts';
import { aStart } from '../../support/alerts.ts';
import { startDevServer, type DevServer } from '../../support/dev-server.ts';

/** What the pager was sent: the data of one page. */
export interface SentPage {
  readonly key: string;
  readonly incident: string;
  readonly role: string;
  readonly people: readonly string[];
  readonly why: string;
}

const taskQueue = 'watched';
const usual: WatcherParts['times'] = { every: 200, noWorkerAfter: 3_600_000, awayAfter: 1_000, escalateAfter: 3_600_000, gap: 3_600_000 };

/** A gateway with its watcher over a real Temporal server and a real webhook; the workers are the tests' own. */
export class WatchedWorld {
  readonly pages: SentPage[] = [];
  /** Set: the pager answers this. */
  pagerAnswers = 200;
  readonly logged: string[] = [];
  private folder = '';
  private server: DevServer | undefined;
  private connection: NativeConnection | undefined;
  private pager: Server | undefined;
  private readonly servings: Serving[] = [];
  private readonly workers: { readonly worker: Worker; readonly running: Promise<void> }[] = [];

  async start(): Promise<void> {
    const filter = makeTelemetryFilterString({ core: 'ERROR' });
    Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging: { forward: {}, filter } } });
    this.folder = mkdtempSync(join(tmpdir(), 'holdfast-watched-'));
    this.server = await startDevServer({ database: join(this.folder, 'temporal.db') });
    this.connection = await NativeConnection.connect({ address: this.server.address });
    this.pager = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString('utf8')));
      request.on('end', () => {
        if (this.pagerAnswers === 200) this.pages.push((JSON.parse(body) as { data: SentPage }).data);
        response.writeHead(this.pagerAnswers).end();
      });
    }).listen(0, '127.0.0.1');
    await once(this.pager, 'listening');
    this.configure();
  }

  get configuration(): string {
    return join(this.folder, 'holdfast.yaml');
  }

  /** One more gateway, with a watcher of its own. */
  async gateway(times: WatcherParts['times'] = {}): Promise<Serving & { readonly gateway: string }> {
    const serving = await this.serve('gateway', times);
    return { ...serving, gateway: serving.gateway! };
  }

  /** `holdfast serve --only PART`, in this process. */
  async serve(only: 'gateway' | 'worker', times: WatcherParts['times'] = {}): Promise<Serving> {
    const destination = { write: (line: string) => void this.logged.push(line) };
    const logs = { product: pino({}, destination), gateway: gatewayLog(destination) };
    const page = (): void => undefined;
    const serving = await startServing(readConfiguration(this.configuration), {
      only,
      logs,
      page,
      home: this.folder,
      watch: { ...usual, ...times },
    });
    this.servings.push(serving);
    return serving;
  }

  /** A worker of `broken.ts`, or of a version that works. */
  async worker(workflows: 'broken' | 'sound'): Promise<{ readonly stop: () => Promise<void> }> {
    const workflowsPath = resolve(__dirname, workflows === 'broken' ? 'broken.ts' : '../../gateway/tiny/workflows.ts');
    const worker = await Worker.create({ connection: this.connection!, taskQueue, workflowsPath, stickyQueueScheduleToStartTimeout: '1s' });
    const one = { worker, running: worker.run() };
    this.workers.push(one);
    return { stop: () => stopped(one) };
  }

  /** Starts an incident of this channel: its workflow id. */
  async incident(name: string): Promise<string> {
    const incidents = new TemporalIncidents(new Client({ connection: this.connection! }), { taskQueue });
    const run = await incidents.start(
      'bad-pack-rollback',
      aStart({ scope: { tenant: 'acme', environment: 'test', kind: 'channel', name } }),
    );
    return run!.workflowId;
  }

  async terminate(workflowId: string): Promise<void> {
    await new Client({ connection: this.connection! }).workflow.getHandle(workflowId).terminate('by a test');
  }

  /** What `holdfast doctor` says about `name`. */
  async doctor(name: string): Promise<string> {
    const check = (await checks(this.configuration, 'holdfast')).find((one) => one.name === name)!;
    const { state, say, fix } = await check.check();
    return `${state}: ${say}. ${fix}`;
  }

  async temporalStops(): Promise<void> {
    await this.server!.stop();
  }

  async temporalComesBack(): Promise<void> {
    this.server = await startDevServer({ port: Number(this.server!.address.split(':')[1]), database: join(this.folder, 'temporal.db') });
  }

  /** Stops the gateways and workers of one test. */
  async leave(): Promise<void> {
    for (const serving of this.servings.splice(0)) await serving.stop();
    for (const one of this.workers.splice(0)) await stopped(one);
    this.pages.splice(0);
  }

  async stop(): Promise<void> {
    await this.leave();
    await this.connection?.close();
    await this.server?.stop();
    this.pager?.close();
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }

  private configure(): void {
    const { port } = this.pager!.address() as AddressInfo;
    const file = (name: string, text: string): string => {
      writeFileSync(join(this.folder, name), text);
      return `file:${name}`;
    };
    const platform = { url: 'http://127.0.0.1:9', token: file('token', 'unused') };
    const person = (name: string, role: string) => ({ name, roles: [role], keys: [newKeyPair(name).publicKey] });
    const configuration = {
      temporal: { address: this.server!.address, taskQueue },
      gateway: { port: 0 },
      worker: { metrics: { port: 0 } },
      people: [person('Ana', 'on-call'), person('Dee', 'duty-manager')],
      targets: {
        packs: { origins: [{ name: 'one', path: '.' }] },
        publisher: platform,
        cases: platform,
        serving: { readers: [{ name: 'one', url: platform.url }] },
        trustRoots: { metadata: '.', pinned: '.' },
        vault: { path: 'vault', spool: 'spool' },
        pager: {
          kind: 'webhook',
          url: `http://127.0.0.1:${port}/pages`,
          secret: file('secret', `whsec_${btoa('a secret of some length')}`),
        },
      },
      evidence: { key: file('evidence.pem', newSealingKey().privatePem) },
    };
    writeFileSync(this.configuration, stringify(configuration, { aliasDuplicateObjects: false }));
  }
}

async function stopped({ worker, running }: { readonly worker: Worker; readonly running: Promise<void> }): Promise<void> {
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await running;
}

/** One world for the tests of a file. */
export function startWatchedWorld(): WatchedWorld {
  const world = new WatchedWorld();
  beforeAll(() => world.start());
  afterEach(() => world.leave());
  afterAll(() => world.stop());
  return world;
}

/** The body of `/readyz`, and one sample of `/metrics`. */
export async function asked(gateway: string): Promise<{ readonly status: number; readonly checks: Readonly<Record<string, string>> }> {
  const answer = await fetch(`${gateway}/readyz`);
  const { checks: listed = [] } = (await answer.json()) as { readonly checks?: readonly { name: string; state: string; say: string }[] };
  return { status: answer.status, checks: Object.fromEntries(listed.map(({ name, state, say }) => [name, `${state}: ${say}`])) };
}

/** The value of the series that begins with `series`, or null when there is none. */
export async function sample(gateway: string, series: string): Promise<number | null> {
  const text = await (await fetch(`${gateway}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${series} `) || one.startsWith(`${series}{`));
  return line === undefined ? null : Number(line.split(' ').at(-1));
}
