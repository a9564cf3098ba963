import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fileSystemStore } from '../../../targets/vault/file-system-store.ts';
import { fileSystemVault } from '../../../targets/vault/file-system-vault.ts';
import { sealedIncidents } from '../../../targets/vault/sealed-incidents.ts';
import { spoolingVault } from '../../../targets/vault/spooling-vault.ts';
import { mayMount, smallDisk, type SmallDisk } from '../../support/small-disk.ts';
import { bytes, entries, incident } from '../contract/vault-at-hand.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { sealer, sealing } from '../support/sealer.ts';
import { filesIn, recordOf, vaultFolder } from '../support/vault-folder.ts';

function world() {
  const at = vaultFolder();
  const { path, spool } = at;
  const vault = spoolingVault({ vault: fileSystemVault({ path, recordOf, sealer }), spool });
  return { ...at, vault, goes: () => renameSync(path, `${path}.away`), isBack: () => renameSync(`${path}.away`, path) };
}

it('takes a disk of its own, with what every disk has at its root, for the vault and for the spool', async () => {
  const { vault, path, spool } = world();
  for (const disk of [path, spool]) {
    mkdirSync(join(disk, 'lost+found'), { recursive: true });
    symlinkSync('/nowhere', join(disk, 'lost+found', '#12345')); // as little to be read as a folder of root's
  }
  await vault.open(incident, 'run-1');
  await vault.append(incident, entries(1, 2));
  expect(await vault.spooled()).toEqual([]);
  await vault.checkpoint(incident, 2);
  await vault.seal(incident, sealing(2));
  expect(await sealedIncidents(fileSystemStore(path)).sealed()).toEqual([incident]);
});

const onDisk = mayMount() ? describe : describe.skip;
onDisk(`${mayMount() ? '' : 'SKIPPED, this user may not mount: '}a spool whose disk`, () => {
  let at: ReturnType<typeof world>;
  let disk: SmallDisk;
  beforeEach(async () => {
    at = world();
    disk = smallDisk(at.spool, `${at.spool}-aside`);
    await at.vault.open(incident, 'run-1');
    await at.vault.append(incident, entries(1, 2));
    at.goes();
  });
  afterEach(() => disk.remove());

  it('is full keeps nothing half, says which disk and what the vault had, and both go on by themselves', async () => {
    const { vault, spool, path, read } = at;
    expect((await vault.keep(incident, 'a', bytes('1'))).where).toBe('spool');
    const { recoverable, message } = await expectTargetError(vault.keep(incident, 'b', Buffer.alloc(3_000_000)), 'Full');
    expect(recoverable).toBe(true);
    expect(message).toContain(
      `the disk of ${spool} is full (ENOSPC): make room there; and before that the vault could not take it either: `,
    );
    expect(message).toContain(`the folder of the vault, ${path}, cannot be entered: make it, or mount it`);
    disk.fills();
    await expectTargetError(vault.append(incident, entries(3, 3)), 'Full');
    await expectTargetError(vault.open('INC-OTHER', 'run-2'), 'Full');
    expect(filesIn(spool)).toEqual([`${incident}/files/a`, 'ballast']);
    expect(await vault.spooled()).toEqual([incident]);
    disk.hasRoomAgain();
    expect((await vault.append(incident, entries(3, 3))).where).toBe('spool');
    at.isBack();
    await vault.seal(incident, sealing(3));
    expect(read('files/a')).toBe('1');
    expect(filesIn(spool)).toEqual([]);
  });

  it('turns read-only keeps nothing from a vault that is back, and its own record only from being sealed', async () => {
    const { vault, read } = at;
    await vault.keep(incident, 'a', bytes('1'));
    await vault.append(incident, entries(3, 3));
    disk.turnsReadOnly();
    await expectTargetError(vault.append(incident, entries(4, 4)), 'NotAuthorized');
    at.isBack();
    expect((await vault.keep(incident, 'b', bytes('2'))).where).toBe('vault');
    expect((await vault.append(incident, entries(4, 4))).where).toBe('vault');
    expect([read('files/a'), read('files/b')]).toEqual(['1', '2']);
    const { recoverable, message } = await expectTargetError(vault.seal(incident, sealing(4)), 'NotAuthorized');
    expect(recoverable).toBe(true);
    expect(message).toMatch(/sealing has to wait: handing over what lies in the spool, for INC-7Q2M4K: .*not permitted \(EROFS\)/);
    disk.isWritableAgain();
    await vault.seal(incident, sealing(4));
    expect(read('events.jsonl').trimEnd().split('\n')).toHaveLength(4);
  });
});
