import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { bundleBytes } from '../../../contracts/evidence/bundle.ts';
import { checkLog } from '../../../contracts/evidence/check-log.ts';
import { holds, verifyBundle } from '../../../contracts/evidence/verify-bundle.ts';
import { createOnly } from '../../../targets/vault/create-only.ts';
import { fileSystemVault } from '../../../targets/vault/file-system-vault.ts';
import { fileSystemStore } from '../../../targets/vault/file-system-store.ts';
import { sealedIncidents } from '../../../targets/vault/sealed-incidents.ts';
import { vaultContract } from '../contract/vault.ts';
import { bytes, entries, incident } from '../contract/vault-at-hand.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { publicKey, sealer, sealing } from '../support/sealer.ts';
import { folder } from '../support/folder.ts';
import { recordOf, vaultFolder } from '../support/vault-folder.ts';

vaultContract('the file-system vault', () => {
  const { path, read, files } = vaultFolder();
  const make = () => fileSystemVault({ path, recordOf, sealer });
  return { vault: make(), read, files, reopened: make, log: () => sealedIncidents(fileSystemStore(path)) };
});

async function opened() {
  const at = vaultFolder();
  const vault = fileSystemVault({ path: at.path, recordOf, sealer });
  await vault.open(incident, 'run-1');
  return { ...at, vault, inside: (file: string) => join(at.path, incident, file) };
}

it('writes a SHA256SUMS that sha256sum itself checks', async () => {
  const { vault, inside } = await opened();
  await vault.keep(incident, 'a_name+with=odd~signs,@.json', bytes('1'));
  await vault.append(incident, entries(1, 1));
  await vault.seal(incident, sealing(1));
  expect(execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: inside('') }).toString()).toContain(
    'files/a_name+with=odd~signs,@.json: OK',
  );
});

it('opens again after a crash between the folder and run.json, but not a folder with something else in it', async () => {
  const { path } = vaultFolder();
  const vault = fileSystemVault({ path, recordOf, sealer });
  mkdirSync(join(path, 'INC-A'));
  writeFileSync(join(path, 'INC-A', '.tmp-half'), '{');
  expect((await vault.open('INC-A', 'run-1')).opened).toBe(true);
  mkdirSync(join(path, 'INC-B', 'files'), { recursive: true });
  writeFileSync(join(path, 'INC-B', 'files', 'a'), '1');
  expect((await vault.open('INC-B', 'run-1')).opened).toBe(false);
});

it('ignores what a crash left half written, and clears it away at the seal', async () => {
  const { vault, inside, files } = await opened();
  await vault.append(incident, entries(1, 1));
  for (const left of ['.tmp-1', 'events/.tmp-2']) writeFileSync(inside(left), '{"seq":2,');
  await vault.append(incident, entries(2, 2));
  await vault.seal(incident, sealing(2));
  expect(files()).toEqual(['SHA256SUMS', 'events.jsonl', 'evidence.sigstore.json', 'record.json', 'run.json', 'verify.sh']);
});

it('finishes a seal that broke off before or after SHA256SUMS', async () => {
  const { vault, inside, read, files } = await opened();
  await vault.append(incident, entries(1, 2));
  // Died after events.jsonl was derived; a line about it came since.
  writeFileSync(inside('events.jsonl'), 'derived from fewer lines\n');
  await vault.append(incident, entries(3, 3));
  const digest = await vault.seal(incident, sealing(3));
  expect(read('events.jsonl').trimEnd().split('\n')).toHaveLength(3);
  // Died before the segments were removed.
  mkdirSync(inside('events'));
  writeFileSync(inside('events/000000000001.jsonl'), 'left');
  expect(await vault.seal(incident, sealing(3))).toEqual(digest);
  expect(files()).not.toContain('events/000000000001.jsonl');
});

it('clears away what a kill in mid-seal left, so that the record of the next attempt verifies (BK-E1)', async () => {
  const { vault, inside, path } = await opened();
  await vault.append(incident, entries(1, 1));
  const sealed = await vault.seal(incident, sealing(1));
  // Killed between the link of a file and the unlink of its temporary name: of SHA256SUMS, then of the bundle.
  rmSync(inside('evidence.sigstore.json'));
  for (const left of ['.tmp-sums', '.tmp-bundle']) {
    writeFileSync(inside(left), 'half');
    expect(await fileSystemVault({ path, recordOf, sealer }).seal(incident, sealing(1))).toEqual(sealed);
    expect(holds(await verifyBundle(inside(''), publicKey, incident))).toBe(true);
    expect(readdirSync(inside(''))).not.toContain(left);
  }
});

it('writes a file again that the seal of another process took for a leftover', async () => {
  const place = folder();
  const large = Buffer.alloc(32_000_000, 'x');
  const creating = createOnly(join(place, 'large'), large);
  let temporary: string | undefined;
  while (temporary === undefined) {
    await setImmediate();
    temporary = readdirSync(place).find((name) => name.startsWith('.tmp-'));
  }
  rmSync(join(place, temporary));
  expect(await creating).toBe(true);
  expect(readdirSync(place)).toEqual(['large']);
});

it('refuses to seal a log that was changed from outside', async () => {
  for (const damage of [
    (text: string) => text.replace('"hold"', '"gold"'),
    (text: string) => text.split('\n').slice(1).join('\n'),
    () => 'nonsense\n',
  ]) {
    const { vault, inside, read } = await opened();
    await vault.append(incident, entries(1, 3));
    writeFileSync(inside('events/000000000001.jsonl'), damage(read('events/000000000001.jsonl')));
    await expectTargetError(vault.seal(incident, sealing(3)), 'EvidenceConflict');
  }
});

it.each(['files/screen shot.png', "files/a\n'x", 'ä.txt', '-'])(
  'refuses to seal %j, a name that no record can have, until it is moved',
  async (odd) => {
    const { vault, inside, files, path } = await opened();
    await vault.append(incident, entries(1, 1));
    await vault.keep(incident, 'f', bytes('1'));
    writeFileSync(inside(odd), 'x');
    const refused = await expectTargetError(vault.seal(incident, sealing(1)), 'Escapes');
    expect(refused.message).toContain(JSON.stringify(odd));
    expect(refused.message).toContain("Move it out of the incident's folder");
    expect(files()).not.toContain('SHA256SUMS');
    expect(readdirSync(path)).not.toContain('.log');
    renameSync(inside(odd), inside('files/odd'));
    await vault.seal(incident, sealing(1));
    expect(holds(await verifyBundle(inside(''), publicKey, incident))).toBe(true);
  },
);

it('numbers a record after the last that was sealed, not after a number that was planted far beyond', async () => {
  const { vault, path } = await opened();
  mkdirSync(join(path, '.log'));
  writeFileSync(join(path, '.log', '999999999999.json'), 'junk');
  await vault.append(incident, entries(1, 1));
  expect(await vault.seal(incident, sealing(1))).toMatchObject({ number: 1, previous: null });
});

it('seals beside an entry of the log that was planted and has no spelling', async () => {
  const { vault, path } = await opened();
  const planted = bundleBytes({ hint: 'X', payload: Buffer.from('{}'), signature: Buffer.alloc(64), timestamp: null });
  mkdirSync(join(path, '.log'));
  writeFileSync(join(path, '.log', '000000000001.json'), planted.toString().replace('"X"', '"\\ud800"'));
  await vault.append(incident, entries(1, 1));
  expect(await vault.seal(incident, sealing(1))).toMatchObject({ number: 2 });
  const { problems } = await checkLog(sealedIncidents(fileSystemStore(path)), [publicKey], []);
  expect(problems).toEqual(['record 1: it is not spelled as it was sealed']);
});

it('does not write through a link that leads out of the vault', async () => {
  const { vault, inside } = await opened();
  const elsewhere = folder();
  symlinkSync(elsewhere, inside('files'));
  await expectTargetError(vault.keep(incident, 'x', bytes('1')), 'Escapes');
  expect(readdirSync(elsewhere)).toEqual([]);
});

it('says NotFound for an incident that was not opened, and Unreachable, making nothing, when the vault is not mounted', async () => {
  const { vault, path } = await opened();
  await expectTargetError(vault.keep('INC-OTHER', 'x', bytes('1')), 'NotFound');
  renameSync(path, `${path}.away`);
  expect((await expectTargetError(vault.keep(incident, 'x', bytes('1')), 'Unreachable')).recoverable).toBe(true);
  await expectTargetError(vault.open(incident, 'run-1'), 'Unreachable');
  writeFileSync(path, 'a file in the place of the folder');
  await expectTargetError(vault.open(incident, 'run-1'), 'Unreachable');
  rmSync(path);
});
