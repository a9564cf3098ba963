import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { checkLog } from '../../../contracts/evidence/check-log.ts';
import { holds, verifyBundle } from '../../../contracts/evidence/verify-bundle.ts';
import type { Vault } from '../../../targets/targets.ts';
import type { EvidenceFolder, EvidenceStore } from '../../../targets/vault/evidence-folder.ts';
import { evidenceVault } from '../../../targets/vault/evidence-vault.ts';
import { fileSystemStore } from '../../../targets/vault/file-system-store.ts';
import { sealedIncidents } from '../../../targets/vault/sealed-incidents.ts';
import type { RecordOf } from '../../../targets/vault/seal-folder.ts';
import type { Sealer } from '../../../targets/vault/sealer.ts';
import { bytes, entries, incident } from '../contract/vault-at-hand.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { publicKey, sealer, sealing } from '../support/sealer.ts';
import { recordOf, vaultFolder } from '../support/vault-folder.ts';

/** Where a worker stops, as one whose machine sleeps: before it makes a file, or right after. */
interface Stop {
  readonly file: RegExp;
  readonly moment: 'before' | 'after';
}

/** Two workers share a vault; the first stops once, where it is told, and goes on when the second has done `meanwhile`. */
async function lateWorker({ file, moment }: Stop, meanwhile: (second: Vault) => Promise<unknown>, other: RecordOf = recordOf, by = sealer) {
  const { path, files } = vaultFolder();
  const second = evidenceVault(fileSystemStore(path), other, by);
  let stops = true;
  const stop = async (path: string, now: Stop['moment']): Promise<void> => {
    if (!stops || now !== moment || !file.test(path)) return;
    stops = false;
    await meanwhile(second);
  };
  const first = evidenceVault(stopping(fileSystemStore(path), stop), recordOf, by);
  await first.open(incident, 'run-1');
  await first.append(incident, entries(1, 3));
  return {
    first,
    second,
    files,
    stopped: () => !stops,
    isWhole: async (): Promise<boolean> => holds(await verifyBundle(join(path, incident), publicKey, incident)),
    statement: async () => (await verifyBundle(join(path, incident), publicKey, incident)).statement,
    log: () => checkLog(sealedIncidents(fileSystemStore(path)), [publicKey], []),
  };
}

function stopping(store: EvidenceStore, stop: (path: string, now: Stop['moment']) => Promise<void>): EvidenceStore {
  const around = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
    await stop(file, 'before');
    const done = await work();
    await stop(file, 'after');
    return done;
  };
  const watched = (folder: EvidenceFolder, prefix: string): EvidenceFolder => ({
    ...folder,
    create: (file, content) => around(prefix + file, () => folder.create(file, content)),
    replace: (file, content, allowed) => around(prefix + file, () => folder.replace(file, content, allowed)),
  });
  return {
    ...store,
    folder: async (name) => watched(await store.folder(name), ''),
    log: async () => watched(await store.log(), '.log/'),
  };
}

const sealsWith = (last: number) => async (second: Vault) => {
  await second.append(incident, entries(4, 4));
  await second.seal(incident, sealing(last));
};

it('refuses a checkpoint that comes after the seal of another worker, and leaves nothing of it', async () => {
  const { first, stopped, files, isWhole } = await lateWorker({ file: /^checkpoints/, moment: 'before' }, sealsWith(4));
  expect((await expectTargetError(first.checkpoint(incident, 3), 'EvidenceConflict')).message).toContain('came too late');
  expect(stopped()).toBe(true);
  expect(files().filter((file) => file.startsWith('checkpoints'))).toEqual([]);
  expect(await isWhole()).toBe(true);
  await expectTargetError(first.checkpoint(incident, 2), 'EvidenceConflict'); // and before it makes anything
});

it.each(['before', 'after'] as const)(
  'answers lines that the seal has, and leaves no segment, stopped %s it wrote them',
  async (moment) => {
    const { first, stopped, files, isWhole } = await lateWorker({ file: /^events\/000000000004/, moment }, sealsWith(4));
    expect(await first.append(incident, entries(4, 4))).toEqual({ where: 'vault' });
    expect(stopped()).toBe(true);
    expect(files().filter((file) => file.startsWith('events/'))).toEqual([]);
    expect(await isWhole()).toBe(true);
  },
);

it('refuses lines that the seal of another worker does not have, and leaves nothing of them', async () => {
  const meanwhile = (second: Vault) => second.seal(incident, sealing(3));
  const { first, stopped, isWhole } = await lateWorker({ file: /^events\/000000000004/, moment: 'before' }, meanwhile);
  expect((await expectTargetError(first.append(incident, entries(4, 4)), 'EvidenceConflict')).message).toContain('line 4 came too late');
  expect(stopped()).toBe(true);
  expect(await isWhole()).toBe(true);
});

it('refuses what is kept after the seal of another worker, and leaves nothing of it', async () => {
  const { first, stopped, isWhole } = await lateWorker({ file: /^files/, moment: 'before' }, sealsWith(4));
  await expectTargetError(first.keep(incident, 'receipts/1', bytes('1')), 'EvidenceConflict');
  expect(stopped()).toBe(true);
  expect(await isWhole()).toBe(true);
});

it.each([
  ['a file', 'files/receipts/1', (late: Vault) => late.keep(incident, 'receipts/1', bytes('1'))],
  ['a checkpoint', 'checkpoints/000000000002.json', (late: Vault) => late.checkpoint(incident, 2)],
])('takes away %s that a late worker made after the others were listed, and before the list was there', async (_what, file, makes) => {
  let made: readonly string[] = [];
  const late = async (second: Vault) => {
    await makes(second);
    made = files();
  };
  const { first, stopped, files, isWhole, statement } = await lateWorker({ file: /^SHA256SUMS/, moment: 'before' }, late);
  await first.seal(incident, sealing(3));
  expect(stopped()).toBe(true);
  expect(made).toContain(file);
  expect(files()).not.toContain(file);
  expect(await isWhole()).toBe(true);
  expect(await statement()).toMatchObject({ predicate: { checkpoints: { count: 0, last: null } } }); // not the one that was taken away
});

const moments: readonly Stop[] = [
  { file: /^events\.jsonl/, moment: 'before' },
  { file: /^events\.jsonl/, moment: 'after' },
  { file: /^SHA256SUMS/, moment: 'before' },
  { file: /^SHA256SUMS/, moment: 'after' },
  { file: /^\.log/, moment: 'before' },
  { file: /^\.log/, moment: 'after' },
  { file: /^evidence\.sigstore/, moment: 'before' },
];

/** Every statement differs, as those with time stamps do. */
const stamping: Sealer = { ...sealer, stamp: () => Promise.resolve(randomBytes(40)) };

it.each(moments)('seals a record once, with one number, when a worker stops $moment $file and another seals', async (stop) => {
  const answers: unknown[] = [];
  const meanwhile = async (second: Vault) => answers.push(await second.seal(incident, { ...sealing(3), historyLength: 50 }));
  const { first, second, isWhole, log } = await lateWorker(stop, meanwhile, recordOf, stamping);
  answers.push(await first.seal(incident, sealing(3)), await second.seal(incident, sealing(3)));
  expect(answers).toHaveLength(3);
  expect(answers).toEqual([answers[0], answers[0], answers[0]]);
  expect(await isWhole()).toBe(true);
  expect(await log()).toMatchObject({ problems: [], records: 1 });
});

it.each([
  [/^events\.jsonl/, 'after'],
  [/^record\.json/, 'before'],
] as const)('makes nothing anew that another release has sealed meanwhile, stopped at %s, %s it', async (file, moment) => {
  const stop: Stop = { file, moment };
  const { first, stopped, isWhole } = await lateWorker(
    stop,
    (second) => second.seal(incident, sealing(3)),
    () => ({ folded: 'differently' }),
  );
  await first.seal(incident, sealing(3));
  expect(stopped()).toBe(true);
  expect(await isWhole()).toBe(true);
});

it('makes no log anew of fewer lines than a later attempt sealed (KOA-P4)', async () => {
  const { first, stopped, isWhole } = await lateWorker({ file: /^events\.jsonl/, moment: 'before' }, sealsWith(4));
  await expectTargetError(first.seal(incident, sealing(3)), 'EvidenceConflict');
  expect(stopped()).toBe(true);
  expect(await isWhole()).toBe(true);
});

it.each([
  ['a file', /^files/, (vault: Vault) => vault.keep(incident, 'receipts/1', bytes('1'))],
  ['a checkpoint', /^checkpoints/, (vault: Vault) => vault.checkpoint(incident, 2)],
  ['lines', /^events\/000000000004/, (vault: Vault) => vault.append(incident, entries(4, 4))],
])(
  'leaves nothing of %s that got there after the seal, its answer lost, so that no worker knows it as its own',
  async (_what, file, makes) => {
    const { path, files } = vaultFolder();
    const store = fileSystemStore(path);
    const second = evidenceVault(store, recordOf, sealer);
    // As object storage has it: the write is broken off, and what became of it is asked for.
    const losing: EvidenceStore = {
      ...store,
      folder: async (name) => {
        const folder = await store.folder(name);
        const create = async (made: string, content: Uint8Array): Promise<boolean> => {
          if (file.test(made)) await second.seal(incident, sealing(3));
          const isNew = await folder.create(made, content);
          return isNew && !file.test(made);
        };
        return { ...folder, create };
      },
    };
    const first = evidenceVault(losing, recordOf, sealer);
    await first.open(incident, 'run-1');
    await first.append(incident, entries(1, 3));
    await expectTargetError(makes(first), 'EvidenceConflict');
    expect(files().filter((name) => file.test(name))).toEqual([]);
    expect(holds(await verifyBundle(join(path, incident), publicKey, incident))).toBe(true);
  },
);
