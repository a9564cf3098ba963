import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../../../workers/embedded/free-port.ts';
import type { Product } from '../../support/product.ts';
import { until } from '../../support/until.ts';
import { programPath } from './programs.ts';
import { startSender, type Sender } from './sender.ts';

/** Our own example rules, as they are in the manual. */
const rules = resolve(__dirname, '../../../docs/alerting/staging-rules.yml');

/** A Prometheus that watches staging every second, and the Alertmanagers that it tells. */
export interface Senders {
  readonly alertmanagers: readonly Sender[];
  stop(): Promise<void>;
}

export interface SendersOptions {
  /** Two Alertmanagers that know each other, or two that do not, so that both send. */
  readonly pair?: 'clustered' | 'apart';
  /** How often Alertmanager says again that something still fires. */
  readonly repeat?: string;
}

/** Starts Debian's Prometheus and Alertmanager between staging and the gateway, on loopback, with one-second intervals. */
export async function startSenders(product: Product, { pair, repeat = '1s' }: SendersOptions = {}): Promise<Senders> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-senders-'));
  const running: Sender[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const clusterPorts = await Promise.all(Array.from({ length: pair ? 2 : 1 }, freePort));
    const alertmanagers = await Promise.all(
      clusterPorts.map((port, index) => {
        const peers = clusterPorts.filter((other) => other !== port);
        const home = join(folder, `alertmanager-${index}`);
        return alertmanager(home, product, repeat, pair === 'clustered' ? { port, peers } : null).then((one) => (running.push(one), one));
      }),
    );
    if (pair === 'clustered') await Promise.all(alertmanagers.map(knowsTheOther));
    running.push(await prometheus(join(folder, 'prometheus'), product, alertmanagers));
    return { alertmanagers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prometheus(home: string, product: Product, alertmanagers: readonly Sender[]): Promise<Sender> {
  const file = written(home, {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [rules],
    scrape_configs: [{ job_name: 'staging', static_configs: [{ targets: [new URL(product.staging.url).host] }] }],
    alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers.map(({ address }) => address) }] }] },
  });
  const args = [`--config.file=${file}`, `--storage.tsdb.path=${join(home, 'data')}`, '--rules.alert.resend-delay=1s'];
  const sender = await startSender(programPath('prometheus'), `127.0.0.1:${await freePort()}`, args);
  await watches(sender, alertmanagers.length);
  return sender;
}

/** It finds what to look at and whom to tell in its own time, up to five seconds after it is ready. */
async function watches(sender: Sender, alertmanagers: number): Promise<void> {
  const looks = async (): Promise<boolean> => {
    const targets = await (await fetch(`http://${sender.address}/api/v1/targets`)).text();
    return (
      targets.includes('"health":"up"') && (await sender.counted('prometheus_notifications_alertmanagers_discovered')) === alertmanagers
    );
  };
  await until(looks, Boolean, 30_000);
}

type Cluster = { readonly port: number; readonly peers: readonly number[] } | null;

async function alertmanager(home: string, { gateway }: Product, repeat: string, cluster: Cluster): Promise<Sender> {
  const webhook = {
    url: `${gateway}/alerts/alertmanager`,
    send_resolved: true,
    http_config: { authorization: { type: 'Bearer', credentials: 'e2e-alerts' } },
  };
  const file = written(home, {
    // One notification an alert, so that two alerts of one channel come in two deliveries.
    route: { receiver: 'holdfast', group_by: ['...'], group_wait: '0s', group_interval: '1s', repeat_interval: repeat },
    receivers: [{ name: 'holdfast', webhook_configs: [webhook] }],
  });
  const args = [`--config.file=${file}`, `--storage.path=${join(home, 'data')}`, ...clusterArguments(cluster)];
  return startSender(programPath('alertmanager'), `127.0.0.1:${await freePort()}`, args);
}

function clusterArguments(cluster: Cluster): readonly string[] {
  if (!cluster) return ['--cluster.listen-address='];
  const own = `127.0.0.1:${cluster.port}`;
  const peers = cluster.peers.map((port) => `--cluster.peer=127.0.0.1:${port}`);
  const patience = ['--cluster.peer-timeout=1s', '--cluster.settle-timeout=5s', '--cluster.reconnect-interval=1s'];
  return [`--cluster.listen-address=${own}`, `--cluster.advertise-address=${own}`, ...patience, ...peers];
}

async function knowsTheOther(one: Sender): Promise<void> {
  await until(
    () => one.counted('alertmanager_cluster_members'),
    (members) => members === 2,
    30_000,
  );
}

function written(home: string, configuration: object): string {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'configuration.yml');
  writeFileSync(file, stringify(configuration), { mode: 0o600 });
  return file;
}
