import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKept } from '../../contracts/separate-places.ts';
import type { EvidenceAtHand } from '../../contracts/records/sealed-incident.ts';
import type { Receipt } from '../../domain/containment.ts';
import { recordOf } from '../../domain/record.ts';
import { workflowIdOf, type Scope } from '../../domain/scope.ts';
import { minutes } from '../../domain/time.ts';
import type { Entry, Happening } from '../../domain/timeline.ts';
import { fileSystemStore } from '../../targets/vault/file-system-store.ts';
import { fileSystemVault } from '../../targets/vault/file-system-vault.ts';
import { sealedIncidents } from '../../targets/vault/sealed-incidents.ts';
import type { Sealer } from '../../targets/vault/sealer.ts';
import { folder } from '../targets/support/folder.ts';
import { publicKey, sealer, sealing } from '../targets/support/sealer.ts';
import { holdfast, type Ran } from './fake-world.ts';

const began = Date.parse('2026-03-01T10:00:00Z');

/** What an incident of these tests did; without anything said, it rolled `name` back on production and was closed. */
export interface Happened {
  readonly environment?: string;
  readonly tenant?: string;
  readonly kind?: Scope['kind'];
  readonly name?: string;
  /** The channel that was changed, where it is not called like the scope. */
  readonly channel?: string;
  readonly runbook?: string;
  readonly action?: Receipt['action'];
  readonly dryRun?: true;
  /** Minutes after ten o'clock at which it ended. */
  readonly at?: number;
  /** What came from outside, to be shown as it is. */
  readonly observed?: string;
  readonly more?: readonly Happening[];
  readonly sealer?: Sealer;
  /** What is sealed as the record; without it, what the lines say. */
  readonly record?: () => object;
}

export interface RecordsVault {
  readonly path: string;
  readonly records: string;
  seal(incident: string, happened?: Happened): Promise<void>;
  /** Runs `holdfast record ...` on this vault. */
  record(...args: readonly string[]): Promise<Ran>;
  /** Every file that was filed, by its path below the root. */
  filed(): Readonly<Record<string, string>>;
  filedJson(file: string): Record<string, unknown>;
}

/** What these incidents are found by, unless they say otherwise. */
export const here = ['--scope=locality', '--scope-id=au-nsw'] as const;

/** A vault on disk whose incidents are sealed as workers seal them. Gone after the test. */
export function recordsVault(): RecordsVault {
  const root = folder();
  const [path, records] = [join(root, 'vault'), join(root, 'records')];
  mkdirSync(path);
  const store = fileSystemStore(path);
  const at: EvidenceAtHand = {
    records,
    isKept: (place) => isKept({ path, spool: join(root, 'spool') }, place),
    key: () => publicKey,
    sealed: () => sealedIncidents(store).sealed(),
    read: async (incident, file) => (await store.folder(incident)).read(file, 1_000_000),
    within: (incident, work) => work(join(path, incident)),
  };
  const filed = (): Readonly<Record<string, string>> => {
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const below = files.map((entry) => join(entry.parentPath, entry.name)).filter((file) => file.startsWith(records));
    return Object.fromEntries(below.sort().map((file) => [file.slice(records.length + 1), readFileSync(file, 'utf8')]));
  };
  return {
    path,
    records,
    filed,
    filedJson: (file) => JSON.parse(filed()[file] ?? '{}') as Record<string, unknown>,
    seal: async (incident, happened = {}) => {
      const entries = entriesOf(incident, happened);
      const vault = fileSystemVault({ path, recordOf: happened.record ?? recordOf, sealer: happened.sealer ?? sealer });
      await vault.open(incident, 'run-1');
      await vault.append(incident, entries);
      await vault.seal(incident, {
        ...sealing(entries.length),
        workflowId: workflowIdOf(happened.runbook ?? 'bad-pack-rollback', scopeOf(happened)),
      });
    },
    record: (...args) => holdfast(['record', ...args], { dependencies: { evidence: async () => at } }),
  };
}

/** Writes into a file of a sealed folder, as whoever tampers with it would. */
export const tamper = ({ path }: RecordsVault, incident: string, file: string, text: string): void =>
  writeFileSync(join(path, incident, file), text);

const scopeOf = ({ tenant = 'acme', environment = 'production', kind = 'channel', name = 'au-nsw' }: Happened): Scope => ({
  tenant,
  environment,
  kind,
  name,
});

function entriesOf(incident: string, happened: Happened): readonly Entry[] {
  const { runbook = 'bad-pack-rollback', at = 10, observed = 'wrong rules', more = [] } = happened;
  const scope = scopeOf(happened);
  const end = began + minutes(at);
  const happenings: readonly (readonly [number, Happening])[] = [
    [end - minutes(9), { kind: 'opened', runbook, scope, severity: 'SEV-1', by: 'alertmanager: BadPack', linkedTo: null }],
    [end - minutes(8), { kind: 'asked', asking: 1, text: 'Is the active release bad?', verdicts: ['bad', 'good'] }],
    [end - minutes(7), { kind: 'impact', since: end - minutes(8), how: observed }],
    [end - minutes(5), { kind: 'began', step: 'Roll back', occasion: 1 }],
    [end - minutes(4), { kind: 'did', step: 'Roll back', occasion: 1, result: receiptOf(incident, happened, end - minutes(4)) }],
    [end - minutes(3), { kind: 'objective', name: 'safe', state: 'met' }],
    ...more.map((one) => [end - minutes(2), one] as const),
    [end, { kind: 'ended', ending: 'closed', because: 'signed off by Ivo' }],
  ];
  return happenings.map(([time, happening], index) => ({ seq: index + 1, at: time, ...happening }));
}

function receiptOf(incident: string, happened: Happened, at: number): Receipt {
  const { action = 'rebind', observed = 'wrong rules', dryRun } = happened;
  const { tenant, environment, name } = scopeOf(happened);
  return {
    kind: 'receipt',
    key: `${incident}~roll-back~1`,
    action,
    channel: { tenant, environment, name: happened.channel ?? name },
    subject: '2026.05',
    at,
    before: 'generation 8',
    after: 'generation 9',
    by: ['holdfast'],
    trigger: 'alertmanager: BadPack',
    observed,
    verified: 'the pointer shows it',
    audit: null,
    already: false,
    ...(dryRun && { dryRun }),
  };
}
