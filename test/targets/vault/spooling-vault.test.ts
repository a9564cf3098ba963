import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { keepReceipt } from '../../../activities/keep-receipt.ts';
import { holds, verifyBundle } from '../../../contracts/evidence/verify-bundle.ts';
import type { Receipt } from '../../../domain/containment.ts';
import { TargetError, type TargetErrorCode } from '../../../domain/target-error.ts';
import type { Vault } from '../../../targets/targets.ts';
import { fileSystemVault } from '../../../targets/vault/file-system-vault.ts';
import { fileSystemStore } from '../../../targets/vault/file-system-store.ts';
import { sealedIncidents } from '../../../targets/vault/sealed-incidents.ts';
import { spoolingVault } from '../../../targets/vault/spooling-vault.ts';
import { vaultContract } from '../contract/vault.ts';
import { bytes, entries, incident } from '../contract/vault-at-hand.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { publicKey, sealer, sealing } from '../support/sealer.ts';
import { filesIn, recordOf, vaultFolder } from '../support/vault-folder.ts';

vaultContract('the spooling vault', () => {
  const { path, spool, read, files } = vaultFolder();
  const make = () => spoolingVault({ vault: fileSystemVault({ path, recordOf, sealer }), spool });
  return { vault: make(), read, files, reopened: make, log: () => sealedIncidents(fileSystemStore(path)) };
});

/** A vault that can be made to fail, or to hang, as `down` says. */
function world(patience = 2_000) {
  const at = vaultFolder();
  const real = fileSystemVault({ path: at.path, recordOf, sealer });
  const state: { down: TargetErrorCode | 'hangs' | null } = { down: null };
  const through = async <T>(call: () => Promise<T>): Promise<T> => {
    if (state.down === 'hangs') return new Promise<T>(() => undefined);
    if (state.down) throw new TargetError(state.down, 'made to fail');
    return call();
  };
  const vault: Vault = {
    open: (...args) => through(() => real.open(...args)),
    keep: (...args) => through(() => real.keep(...args)),
    append: (...args) => through(() => real.append(...args)),
    checkpoint: (...args) => through(() => real.checkpoint(...args)),
    entries: (...args) => through(() => real.entries(...args)),
    kept: (...args) => through(() => real.kept(...args)),
    seal: (...args) => through(() => real.seal(...args)),
    spooled: () => real.spooled(),
  };
  const make = () => spoolingVault({ vault, spool: at.spool, patience });
  return { ...at, state, vault: make(), reopened: make };
}

it.each(['Unreachable', 'NotAuthorized', 'Full', 'TimedOut', 'NotFound'] as const)(
  'spools what a vault that is %s cannot take, and catches up before the next call',
  async (down) => {
    const { vault, state, spool, read } = world();
    await vault.open(incident, 'run-1');
    await vault.append(incident, entries(1, 1));
    state.down = down;
    expect((await vault.keep(incident, 'a', bytes('1'))).where).toBe('spool');
    expect((await vault.append(incident, entries(2, 3))).where).toBe('spool');
    expect((await vault.append(incident, entries(2, 4))).where).toBe('spool');
    expect(await vault.spooled()).toEqual([incident]);
    state.down = null;
    expect((await vault.append(incident, entries(5, 5))).where).toBe('vault');
    expect(await vault.spooled()).toEqual([]);
    expect(filesIn(spool)).toEqual([]);
    expect(read('files/a')).toBe('1');
    await vault.seal(incident, sealing(5));
    expect(read('events.jsonl').trimEnd().split('\n')).toHaveLength(5);
  },
);

it('waits for a vault that hangs only so long', async () => {
  const { vault, state } = world(50);
  await vault.open(incident, 'run-1');
  state.down = 'hangs';
  const began = performance.now();
  expect((await vault.keep(incident, 'a', bytes('1'))).where).toBe('spool');
  expect(performance.now() - began).toBeLessThan(1_000);
});

it('goes on from the spool after a crash, with an incident that was opened while the vault was down', async () => {
  const { vault, reopened, state, read } = world();
  state.down = 'Unreachable';
  expect(await vault.open(incident, 'run-1')).toEqual({ opened: true, where: 'spool' });
  expect((await vault.open(incident, 'run-2')).opened).toBe(false);
  await vault.keep(incident, 'a/b', bytes('1'));
  await vault.append(incident, entries(1, 2));
  const after = reopened();
  expect(await after.spooled()).toEqual([incident]);
  await after.append(incident, entries(3, 3));
  state.down = null;
  await after.seal(incident, sealing(3));
  expect(read('files/a/b')).toBe('1');
  expect(JSON.parse(read('run.json'))).toEqual({ incident, run: 'run-1' });
});

it('catches up again what a crash had handed over and not yet removed', async () => {
  const { vault, state, path, read } = world();
  const direct = fileSystemVault({ path, recordOf, sealer });
  await vault.open(incident, 'run-1');
  state.down = 'Unreachable';
  await vault.keep(incident, 'a', bytes('1'));
  await vault.append(incident, entries(1, 2));
  await direct.keep(incident, 'a', bytes('1'));
  await direct.append(incident, entries(1, 2));
  state.down = null;
  await vault.append(incident, entries(3, 3));
  await vault.seal(incident, sealing(3));
  expect(read('events.jsonl').trimEnd().split('\n')).toHaveLength(3);
});

it('does not seal while the vault is down, and does when it is back', async () => {
  const { vault, state } = world();
  await vault.open(incident, 'run-1');
  await vault.append(incident, entries(1, 1));
  for (const down of ['Unreachable', 'NotAuthorized'] as const) {
    state.down = down;
    expect((await expectTargetError(vault.seal(incident, sealing(1)), down)).recoverable).toBe(true);
  }
  await vault.append(incident, entries(2, 2));
  await expectTargetError(vault.seal(incident, sealing(2)), 'NotAuthorized');
  state.down = null;
  await vault.seal(incident, sealing(2));
});

it('never hides a conflict in the spool', async () => {
  const { vault, state } = world();
  await vault.open(incident, 'run-1');
  await vault.keep(incident, 'a', bytes('1'));
  await expectTargetError(vault.keep(incident, 'a', bytes('2')), 'EvidenceConflict');
  await expectTargetError(vault.append(incident, entries(5, 5)), 'Refused');
  expect(await vault.spooled()).toEqual([]);
  state.down = 'Unreachable';
  await vault.keep(incident, 'b', bytes('1'));
  await expectTargetError(vault.keep(incident, 'b', bytes('2')), 'EvidenceConflict');
  await vault.append(incident, entries(1, 1));
  await expectTargetError(vault.append(incident, entries(1, 2, 'another step')), 'EvidenceConflict');
});

it('keeps both when the vault had taken a file before it went, and its like was spooled with other content', async () => {
  const { vault, state, read, files, path } = world();
  await vault.open(incident, 'run-1');
  const channel = { tenant: 'acme', environment: 'production', name: 'au-nsw' };
  const told = { trigger: 'an alert', observed: 'wrong rules', verified: 'the pointer shows it', before: 'open', after: 'held' };
  const change = { kind: 'receipt', key: 'hold-1', action: 'hold', channel, subject: 'r6', at: 1, by: ['holdfast'] } as const;
  const receipt: Receipt = { ...change, ...told, audit: null, already: false };
  await keepReceipt(vault, incident, receipt);
  state.down = 'Unreachable'; // and the worker was killed before it could say so: the next one makes the receipt again
  await keepReceipt(vault, incident, { ...receipt, at: 2 });
  state.down = null;
  expect((await vault.append(incident, entries(1, 1))).where).toBe('vault');
  const [first, again] = files().filter((file) => file.startsWith('files/receipts/'));
  expect(again).toMatch(new RegExp(`^${first!.replaceAll('.', '\\.')}\\.again-[0-9a-f]{12}$`));
  expect([first!, again!].map((file) => (JSON.parse(read(file)) as { readonly receipt: Receipt }).receipt.at)).toEqual([1, 2]);
  await vault.seal(incident, sealing(1));
  expect(holds(await verifyBundle(join(path, incident), publicKey, incident))).toBe(true);
});

it('takes nothing from the spool into a record that is sealed', async () => {
  const { vault, state, path } = world();
  await vault.open(incident, 'run-1');
  await vault.append(incident, entries(1, 1));
  await vault.seal(incident, sealing(1));
  state.down = 'Unreachable';
  await vault.keep(incident, 'late', bytes('1'));
  state.down = null;
  await expectTargetError(vault.append(incident, entries(1, 1)), 'EvidenceConflict');
  expect(holds(await verifyBundle(join(path, incident), publicKey, incident))).toBe(true);
});

it('says so when another run took the incident in the vault meanwhile', async () => {
  const { vault, state, path } = world();
  state.down = 'Unreachable';
  await vault.open(incident, 'run-1');
  await fileSystemVault({ path, recordOf, sealer }).open(incident, 'run-2');
  state.down = null;
  await expectTargetError(vault.append(incident, entries(1, 1)), 'EvidenceConflict');
});

it('keeps other incidents going while one cannot catch up', async () => {
  const { vault, state, path, spool } = world();
  await vault.open(incident, 'run-1');
  state.down = 'Unreachable';
  await vault.keep(incident, 'a', bytes('1'));
  state.down = null;
  rmSync(join(path, incident), { recursive: true });
  expect((await vault.open('INC-OTHER', 'run-9')).where).toBe('vault');
  expect((await vault.keep(incident, 'c', bytes('1'))).where).toBe('spool');
  expect(filesIn(join(spool, incident))).toEqual(['files/a', 'files/c']);
});

it('survives a real vault folder that goes away and comes back', async () => {
  const { path, spool, read } = vaultFolder();
  const vault = spoolingVault({ vault: fileSystemVault({ path, recordOf, sealer }), spool });
  await vault.open(incident, 'run-1');
  renameSync(path, `${path}.away`);
  writeFileSync(path, '');
  expect((await vault.keep(incident, 'a', bytes('1'))).where).toBe('spool');
  rmSync(path);
  expect((await vault.append(incident, entries(1, 1))).where).toBe('spool');
  renameSync(`${path}.away`, path);
  await vault.seal(incident, sealing(1));
  expect(read('files/a')).toBe('1');
});

it('says so when neither the vault nor the spool can take it', async () => {
  const { vault, state, spool } = world();
  state.down = 'Unreachable';
  writeFileSync(spool, 'a file in the place of the folder');
  await expectTargetError(vault.keep(incident, 'a', bytes('1')), 'Unreachable');
});

it('needs no spool while the vault is up, but does not seal without having looked into it', async () => {
  const { vault, spool } = world();
  writeFileSync(spool, 'a file in the place of the folder');
  await vault.open(incident, 'run-1');
  expect((await vault.append(incident, entries(1, 1))).where).toBe('vault');
  await expectTargetError(vault.seal(incident, sealing(1)), 'Unreachable');
});
