import { evidenceKey } from '../../workers/embedded/evidence-key.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { stringify } from 'yaml';
import { newKeyPair } from '../../contracts/sshsig.ts';

import { home as homeIn } from '../../workers/embedded/home.ts';
import { startTemporal } from '../../workers/embedded/temporal-server.ts';
import { incidentInHand, type IncidentInHand } from './incident-in-hand.ts';
import { platformSeen, type PlatformSeen } from './platform-seen.ts';
import { holdfast, startServing, type Part, type ProductProcess, type Ran } from './product-process.ts';
import { quietPort } from './quiet-port.ts';
import { startStaging, type Staging } from './staging.ts';

/** Who may answer: three roles, and a second person on call. */
const people = [
  { name: 'Ana', roles: ['on-call'] },
  { name: 'Bo', roles: ['on-call'] },
  { name: 'Ivo', roles: ['incident-commander'] },
  { name: 'Dee', roles: ['duty-manager'] },
] as const;

/** What an alert is about: a channel unless `kind` says otherwise. */
export interface Place {
  readonly tenant: string;
  readonly kind?: string;
  readonly name: string;
}

/** What the gateway answered to one delivery. */
export interface Delivered {
  readonly status: number;
  readonly results: readonly {
    readonly outcome: string;
    readonly incident: string | null;
    readonly runId: string | null;
    readonly why: string;
  }[];
}

/** The product against a real Temporal and the staging platform, in processes of their own, on loopback. */
export interface Product extends PlatformSeen {
  readonly staging: Staging;
  readonly vault: string;
  /** The folder of the people's keys, and of the public one that evidence is sealed with. */
  readonly keys: string;
  readonly gateway: string;
  readonly client: Client;
  /** Where the Temporal server listens. */
  readonly temporal: string;
  /** The Temporal server's own process. */
  readonly temporalPid: number;
  /** Starts one more process of it. `stop` ends it too, however it fares. */
  serve(only?: Part): Promise<ProductProcess>;
  /** Sends firings as Alertmanager does. The same `startsAt` and place again is the same alert. */
  deliver(
    place: Place,
    firing?: { readonly startsAt?: string; readonly status?: 'firing' | 'resolved'; readonly truncated?: number },
  ): Promise<Delivered>;
  /** Delivers a new firing, and answers the incident that it started. Throws when it started none. */
  alert(place: Place): Promise<IncidentInHand>;
  incident(workflowId: string, runId?: string): IncidentInHand;
  /** `holdfast ARGS --config FILE`, with the people's keys in its home. */
  cli(...args: string[]): Promise<Ran>;
  stop(): Promise<void>;
}

export interface ProductOptions {
  /** Which processes to start: one that does all, or these. */
  readonly parts?: readonly Part[];
  /** How long readers may take to follow. */
  readonly propagationWindow?: string;
  /** Milliseconds between two looks of the platform's slowest reader. */
  readonly propagation?: number;
  readonly without?: readonly string[];
  /** What its processes and its commands have in their environment besides. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the product is told that Temporal is, given where it really is. */
  readonly temporalBehind?: (address: string) => Promise<string>;
  /** Where else packs and the vault are kept, given the folders of the packs. `folder` shows the vault's files. */
  readonly keptIn?: (origins: Staging['origins']) => Promise<Kept>;
  /** More of the configuration's `evidence` than the key: an anchor, a time-stamping authority. */
  readonly evidence?: object;
}

interface Kept {
  readonly origins: readonly object[];
  readonly vault: object;
  readonly folder: string;
}

/** Starts all of it and answers when it serves. */
export async function startProduct({
  parts,
  propagationWindow = '20s',
  propagation = 200,
  without = [],
  env = {},
  temporalBehind,
  keptIn,
  evidence = {},
}: ProductOptions = {}): Promise<Product> {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
  const home = homeIn({ HOLDFAST_HOME: path });
  const [temporal, staging, port] = await Promise.all([startTemporal(home), startStaging({ propagation, without }), quietPort()]);
  const address = temporalBehind ? await temporalBehind(temporal.address) : temporal.address;
  const kept: Kept = keptIn ? await keptIn(staging.origins) : { origins: staging.origins, vault: { path: home.vault }, folder: home.vault };
  writeConfiguration(home, staging, { address, port, propagationWindow, kept, evidence });
  const processes: ProductProcess[] = [];
  const serve = async (only?: Part): Promise<ProductProcess> => {
    const started = await startServing(home.configuration, only, env);
    processes.push(started);
    return started;
  };
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection, namespace: temporal.namespace });
  const gateway = `http://127.0.0.1:${port}`;
  const incident: Product['incident'] = (workflowId, runId) =>
    incidentInHand({ gateway, client, keys: home.keys, vault: kept.folder, workflowId, ...(runId && { runId }) });
  const deliver: Product['deliver'] = async (place, firing) => {
    const answer = await fetch(`${gateway}/alerts/alertmanager`, {
      method: 'POST',
      headers: { authorization: 'Bearer e2e-alerts', 'content-type': 'application/json' },
      body: JSON.stringify(delivery(place, firing)),
    });
    const body = (await answer.json()) as { readonly results?: Delivered['results'] };
    return { status: answer.status, results: body.results ?? [] };
  };
  const product: Product = {
    ...platformSeen(staging),
    staging,
    vault: kept.folder,
    keys: home.keys,
    gateway,
    client,
    temporal: temporal.address,
    temporalPid: temporal.pid,
    serve,
    deliver,
    incident,
    alert: async (place) => {
      const { status, results } = await deliver(place);
      const [started] = results;
      if (started?.outcome !== 'started' || !started.incident || !started.runId) {
        throw new Error(`the alert started no incident: ${status} ${JSON.stringify(results)}`);
      }
      return incident(started.incident, started.runId);
    },
    cli: (...args) => holdfast([...args, '--config', home.configuration], { ...env, HOLDFAST_HOME: path }),
    stop: async () => {
      await Promise.all(processes.map((one) => one.stop()));
      await connection.close();
      await Promise.all([temporal.stop(), staging.stop()]);
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  try {
    for (const only of parts ?? [undefined]) await serve(only);
  } catch (error) {
    await product.stop();
    throw error;
  }
  return product;
}

function writeConfiguration(
  home: ReturnType<typeof homeIn>,
  staging: Staging,
  {
    address,
    port,
    propagationWindow,
    kept,
    evidence,
  }: {
    readonly address: string;
    readonly port: number;
    readonly propagationWindow: string;
    readonly kept: Kept;
    readonly evidence: object;
  },
): void {
  mkdirSync(home.keys, { recursive: true });
  writeFileSync(join(home.keys, 'alerts.token'), 'e2e-alerts');
  writeFileSync(join(home.keys, 'platform.token'), staging.token);
  const roster = people.map((person) => {
    const { privateKey, publicKey } = newKeyPair(person.name);
    writeFileSync(join(home.keys, person.name.toLowerCase()), privateKey, { mode: 0o600 });
    return { ...person, keys: [publicKey] };
  });
  const platform = { url: staging.url, token: `file:${join(home.keys, 'platform.token')}` };
  const configuration = {
    temporal: { address },
    gateway: { port },
    sources: [{ name: 'alertmanager', kind: 'alertmanager', token: `file:${join(home.keys, 'alerts.token')}` }],
    people: roster,
    targets: {
      packs: { origins: kept.origins },
      publisher: platform,
      cases: platform,
      serving: { readers: staging.readers, propagationWindow },
      trustRoots: staging.trustRoots,
      vault: { ...kept.vault, spool: home.spool },
      pager: { kind: 'console' },
    },
    evidence: { key: `file:${evidenceKey(home)}`, ...evidence },
  };
  writeFileSync(home.configuration, stringify(configuration, { aliasDuplicateObjects: false }));
}

let firings = 0;

function delivery(
  { tenant, kind = 'channel', name }: Place,
  { startsAt, status = 'firing', truncated = 0 }: NonNullable<Parameters<Product['deliver']>[1]> = {},
): object {
  const labels = { alertname: 'RulesDisagreeWithSource', runbook: 'bad-pack-rollback', tenant, environment: 'staging', kind, name };
  const annotations = { summary: `readers of ${name} disagree with the official source` };
  // Two firings of one alert differ in when they began.
  const began = startsAt ?? new Date(Date.now() + firings++).toISOString();
  return { version: '4', truncatedAlerts: truncated, alerts: [{ status, labels, annotations, startsAt: began }] };
}
