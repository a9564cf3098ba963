import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { verifyBundle, holds } from '../../../contracts/evidence/verify-bundle.ts';
import { readBundle } from '../../../contracts/evidence/bundle.ts';
import type { EvidenceFolder } from '../../../targets/vault/evidence-folder.ts';
import { evidenceVault } from '../../../targets/vault/evidence-vault.ts';
import { fileSystemStore } from '../../../targets/vault/file-system-store.ts';
import { fileSystemVault } from '../../../targets/vault/file-system-vault.ts';
import { timestampAuthority } from '../../../targets/vault/timestamp-authority.ts';
import type { Sealer } from '../../../targets/vault/sealer.ts';
import { entries, incident } from '../contract/vault-at-hand.ts';
import { publicKey, sealer, sealing } from '../support/sealer.ts';
import { startTimeStamping, type TimeStamping } from '../support/time-stamping.ts';
import { recordOf, vaultFolder } from '../support/vault-folder.ts';

let authority: TimeStamping;
beforeAll(async () => {
  authority = await startTimeStamping();
});
afterAll(() => authority.stop());
beforeEach(() => {
  authority.lie = 'none';
});

/** A vault with an incident that waits for its seal. */
async function ready(stamp: NonNullable<Sealer['stamp']> = timestampAuthority({ url: authority.url, time: 1_000 })) {
  const { path, read } = vaultFolder();
  const vault = fileSystemVault({ path, recordOf, sealer: { ...sealer, stamp } });
  await vault.open(incident, 'run-1');
  await vault.append(incident, entries(1, 1));
  const timestamp = (): Buffer | null => {
    const bundle = readBundle(Buffer.from(read('evidence.sigstore.json')));
    return typeof bundle === 'string' ? null : bundle.timestamp;
  };
  const isSound = async (): Promise<boolean> => holds(await verifyBundle(`${path}/${incident}`, publicKey, incident));
  return { path, vault, timestamp, isSound };
}

test('a record that is sealed carries the answer of the time-stamping authority, the same again', async () => {
  const { vault, timestamp, isSound } = await ready();
  const sealed = await vault.seal(incident, sealing(1));
  expect(sealed).toEqual({ digest: expect.stringMatching(/^sha256:/), number: 1, previous: null });
  expect(timestamp()?.length).toBeGreaterThan(100);
  expect(await isSound()).toBe(true);
  const asked = authority.asked;
  expect(await vault.seal(incident, sealing(1))).toEqual(sealed);
  expect(authority.asked).toBe(asked);
});

test.each([
  ['refuses', 'it refused'],
  ['another digest', 'something else than was sent'],
  ['another nonce', 'answers another request'],
  ['garbage', 'no time-stamp response'],
  ['status 500', '500'],
  ['hangs', 'time-stamping authority'],
] as const)('an authority that misbehaves (%s) keeps no record from being sealed, and the seal says so', async (lie, why) => {
  const { vault, timestamp, isSound } = await ready();
  authority.lie = lie;
  const asked = authority.asked;
  const sealed = await vault.seal(incident, sealing(1));
  expect(sealed.unstamped).toContain(why);
  expect(authority.asked).toBe(asked + 1);
  expect(timestamp()).toBeNull();
  expect(await isSound()).toBe(true);
  authority.lie = 'none'; // what is sealed stays as it is, and is told again to whoever asks again
  expect(await vault.seal(incident, sealing(1))).toEqual({ ...sealed, unstamped: 'an earlier attempt at the seal got none' });
});

test('others that seal while the authority answers do not keep a record waiting for ever', async () => {
  let asked = 0;
  const { path, vault, timestamp } = await ready(async () => {
    asked += 1;
    const busy = fileSystemVault({ path, recordOf, sealer });
    await busy.open(`INC-BUSY${asked}`, 'run-1');
    await busy.append(`INC-BUSY${asked}`, entries(1, 1));
    await busy.seal(`INC-BUSY${asked}`, sealing(1));
    return Buffer.from('a token');
  });
  expect(await vault.seal(incident, sealing(1))).toMatchObject({ number: 4, unstamped: expect.stringContaining('sealed meanwhile') });
  expect(asked).toBe(3);
  expect(timestamp()).toBeNull();
});

test('what a late worker left before it died, while the authority was waited for, is taken away too (BK-E1)', async () => {
  const { path } = vaultFolder();
  const left = ['.tmp-half', 'files/late.json', 'events/000000000002.jsonl'].map((file) => `${path}/${incident}/${file}`);
  const looked = Promise.withResolvers<void>();
  const stamp = async (): Promise<Buffer> => {
    await looked.promise;
    for (const file of left) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'late');
    }
    return Buffer.from('a token');
  };
  const store = fileSystemStore(path);
  const folder = async (name: string): Promise<EvidenceFolder> => {
    const at = await store.folder(name);
    return { ...at, keepOnly: (files) => at.keepOnly(files).then(looked.resolve) };
  };
  const vault = evidenceVault({ ...store, folder }, recordOf, { ...sealer, stamp });
  await vault.open(incident, 'run-1');
  await vault.append(incident, entries(1, 1));
  await vault.seal(incident, sealing(1));
  expect(left.filter((file) => existsSync(file))).toEqual([]);
  expect(holds(await verifyBundle(`${path}/${incident}`, publicKey, incident))).toBe(true);
});
