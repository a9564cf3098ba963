import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { fileSystemVault } from '../../../targets/vault/file-system-vault.ts';
import { spoolFolder, type Spool } from '../../../targets/vault/spool-folder.ts';
import { bytes, entries, incident } from '../contract/vault-at-hand.ts';
import { sealer } from '../support/sealer.ts';
import { filesIn, recordOf, vaultFolder } from '../support/vault-folder.ts';

/** Two processes over one spool; the second does something while the first, catching up, hands over its first file. */
async function twoProcesses(meanwhile: (second: Spool, catchUp: () => Promise<void>) => Promise<unknown>) {
  const { path, spool, read } = vaultFolder();
  const vault = fileSystemVault({ path, recordOf, sealer });
  await vault.open(incident, 'run-1');
  const [first, second] = [spoolFolder(spool), spoolFolder(spool)];
  await first.keep(incident, 'receipts/one', bytes('1'));
  await first.keep(incident, 'receipts/three', bytes('3'));
  await first.append(incident, entries(1, 2));
  const catchUp = (): Promise<void> => second.replay(incident, vault);
  let calls = 0;
  await first.replay(incident, {
    ...vault,
    keep: async (...kept) => {
      if (calls++ === 0) await meanwhile(second, catchUp);
      return vault.keep(...kept);
    },
  });
  return { first, second, catchUp, read, spooled: () => (existsSync(spool) ? filesIn(spool) : []), spool, vault };
}

it('keeps what another process spooled while this one caught up, and hands it over next (KOA-P4)', async () => {
  const { first, catchUp, read, spooled, spool } = await twoProcesses((second) => second.keep(incident, 'receipts/two', bytes('2')));
  expect(spooled()).toEqual([`${incident}/files/receipts/two`]);
  expect(await first.incidents()).toEqual([incident]);
  await catchUp();
  expect([read('files/receipts/one'), read('files/receipts/two')]).toEqual(['1', '2']);
  expect(readdirSync(spool)).toEqual([]);
});

it('catches up when another process has handed all over meanwhile', async () => {
  const { vault, read, spooled } = await twoProcesses((_, catchUp) => catchUp());
  expect(spooled()).toEqual([]);
  expect(read('files/receipts/one')).toBe('1');
  expect(await vault.entries(incident)).toEqual(entries(1, 2));
});

it('leaves a file that another process is about to name', async () => {
  const { spooled } = await twoProcesses(async () => undefined).then(async (at) => {
    mkdirSync(join(at.spool, incident, 'files'), { recursive: true });
    writeFileSync(join(at.spool, incident, 'files', '.tmp-half'), '{');
    await at.catchUp();
    return at;
  });
  expect(spooled()).toEqual([`${incident}/files/.tmp-half`]);
});

it('spools into a folder that another process removes at that moment, for it was empty', async () => {
  const { spool } = vaultFolder();
  const keeping = spoolFolder(spool).keep(incident, 'a', bytes('1'));
  const place = join(spool, incident, 'files');
  while (!existsSync(place)) await setImmediate();
  rmdirSync(place);
  await keeping;
  expect(filesIn(place)).toEqual(['a']);
});

it('says so, and never hangs, where no folder for the spool can be made', async () => {
  await expect(spoolFolder('/proc/holdfast/spool').open(incident, 'run-1')).rejects.toThrow('opening in the spool');
});
