import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { GetObjectRetentionCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sha256 } from '../../../contracts/digest.ts';
import { s3Bucket, type S3Bucket } from '../../../targets/store/s3-bucket.ts';
import { s3Client } from '../../../targets/store/s3-client.ts';
import type { S3Place } from '../../../targets/store/s3-place.ts';
import { s3Store } from '../../../targets/vault/s3-store.ts';
import { sealedIncidents } from '../../../targets/vault/sealed-incidents.ts';
import { s3Vault } from '../../../targets/vault/s3-vault.ts';
import { spoolingVault } from '../../../targets/vault/spooling-vault.ts';
import { vaultContract } from '../contract/vault.ts';
import { bytes, entries, incident, type VaultAtHand } from '../contract/vault-at-hand.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { folder } from '../support/folder.ts';
import { describeWithStore } from '../support/obtain-versitygw.ts';
import { recordOf } from '../support/vault-folder.ts';
import { sealer, sealing } from '../support/sealer.ts';
import { startVersitygw, type Versitygw } from '../support/versitygw.ts';

async function hashOf(bucket: S3Bucket, path: string): Promise<string> {
  const hash = createHash('sha256');
  await bucket.read(path, 100_000_000, (piece) => hash.update(piece));
  return hash.digest('hex');
}

async function contentOf(bucket: S3Bucket, path: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  await bucket.read(path, 1_000_000, (piece) => pieces.push(piece));
  return Buffer.concat(pieces).toString();
}

describeWithStore('object storage', () => {
  let store: Versitygw;
  beforeAll(async () => {
    store = await startVersitygw();
  });
  afterAll(() => store.stop());

  const over = (place: S3Place): VaultAtHand => {
    const bucket = s3Bucket(place);
    return {
      vault: s3Vault({ place, recordOf, sealer }),
      read: (file) => contentOf(bucket, `${incident}/${file}`),
      files: () => bucket.list(incident),
      reopened: () => s3Vault({ place, recordOf, sealer }),
      log: () => sealedIncidents(s3Store(bucket)),
    };
  };

  vaultContract('the vault in object storage', async () => over(await store.bucket()));
  vaultContract('the vault in object storage with object lock', async () => {
    const place = await store.bucket({ objectLock: true });
    return over({ ...place, objectLock: { mode: 'compliance', days: 1 } });
  });

  const opened = async () => {
    const place = await store.bucket();
    const at = over(place);
    await at.vault.open(incident, 'run-1');
    return { ...at, place };
  };

  it('takes the same lines from several workers at once, each line once', async () => {
    const { read, reopened } = await opened();
    const workers = Array.from({ length: 6 }, reopened);
    await Promise.all(workers.map((vault, index) => vault.append(incident, entries(1, index + 1))));
    await Promise.all(workers.map((vault) => vault.append(incident, entries(3, 8))));
    await workers[0]?.seal(incident, sealing(8));
    expect((await read('events.jsonl')).trimEnd().split('\n')).toHaveLength(8);
  });

  it('seals what a seal that broke off had derived from fewer lines', async () => {
    const { vault, place, read } = await opened();
    await vault.append(incident, entries(1, 2));
    for (const file of ['events.jsonl', 'record.json']) {
      const derived = Buffer.from('derived from fewer lines');
      await s3Bucket(place).create(`${incident}/${file}`, derived, sha256(derived));
    }
    await vault.append(incident, entries(3, 3));
    await vault.seal(incident, sealing(3));
    expect((await read('events.jsonl')).trimEnd().split('\n')).toHaveLength(3);
    expect(JSON.parse(await read('record.json'))).toEqual({ incident, lines: 3 });
  });

  it('refuses to seal a log that was changed from outside', async () => {
    const { vault, place } = await opened();
    await vault.append(incident, entries(1, 2));
    const [strange, path] = [Buffer.from('{"seq":3,"prev":"x"}\n'), `${incident}/events/000000000003.jsonl`];
    await s3Bucket(place).create(path, strange, sha256(strange));
    await expectTargetError(vault.seal(incident, sealing(3)), 'EvidenceConflict');
  });

  it('refuses evidence whose name is a folder of other evidence, or lies below such, for some stores cannot have both', async () => {
    const { vault } = await opened();
    await vault.keep(incident, 'a', bytes('1'));
    await vault.keep(incident, 'b/c', bytes('1'));
    await expectTargetError(vault.keep(incident, 'a/b', bytes('1')), 'EvidenceConflict');
    await expectTargetError(vault.keep(incident, 'b', bytes('1')), 'EvidenceConflict');
  });

  it('keeps 24 MiB while timers go on, and takes the same again', async () => {
    const { vault, place } = await opened();
    const large = randomBytes(24 * 1_048_576);
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    const { digest } = await vault.keep(incident, 'large.bin', large);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(20);
    expect(digest).toBe(`sha256:${sha256(large)}`);
    expect(await hashOf(s3Bucket(place), `${incident}/files/large.bin`)).toBe(sha256(large));
    await vault.keep(incident, 'large.bin', large);
    await expectTargetError(vault.keep(incident, 'large.bin', large.subarray(1)), 'EvidenceConflict');
  });

  it('puts what it writes under retention where that is configured, and nowhere else', async () => {
    const place = { ...(await store.bucket({ objectLock: true })), objectLock: { mode: 'governance', days: 30 } } as const;
    const vault = s3Vault({ place, recordOf, sealer });
    await vault.open(incident, 'run-1');
    const client = s3Client(place);
    const asked = new GetObjectRetentionCommand({ Bucket: place.bucket, Key: `${place.prefix}/${incident}/run.json` });
    const { Retention } = await client.send(asked);
    client.destroy();
    expect(Retention?.Mode).toBe('GOVERNANCE');
    const days = ((Retention?.RetainUntilDate?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
  });

  it('refuses a bucket without object lock where the configuration wants it', async () => {
    const place = { ...(await store.bucket()), objectLock: { mode: 'compliance', days: 1 } } as const;
    await expectTargetError(s3Vault({ place, recordOf, sealer }).open(incident, 'run-1'), 'Unsupported');
  });

  it('loses nothing that it acknowledged and shows nothing half written when the store is killed in mid-write', async () => {
    const { place, reopened } = await opened();
    const files = Array.from({ length: 8 }, (_, index) => ({ name: `f/${index}`, content: randomBytes((1 + (index % 4)) * 1_500_000) }));
    for (let round = 0; round < 3; round += 1) {
      const acknowledged = new Set<string>();
      const some = files.map(({ name, content }) => ({ name: `${round}/${name}`, content }));
      const writes = some.map(async ({ name, content }) => {
        await reopened().keep(incident, name, content);
        acknowledged.add(name);
      });
      const settled = Promise.allSettled(writes);
      await Promise.any(writes);
      await store.kill();
      const unsettled = (await settled).filter(({ status }) => status === 'rejected');
      expect(unsettled.length).toBeGreaterThan(0);
      await store.restart();
      const bucket = s3Bucket(place);
      const there = await bucket.list(`${incident}/files/${round}`);
      const expected = new Map(some.map(({ name, content }) => [name, sha256(content)]));
      for (const file of there) expect(await hashOf(bucket, `${incident}/files/${round}/${file}`)).toBe(expected.get(`${round}/${file}`));
      expect(there.map((file) => `${round}/${file}`)).toEqual(expect.arrayContaining([...acknowledged]));
      for (const { name, content } of some) await reopened().keep(incident, name, content);
    }
  });

  it('goes on from the spool after the store was killed', async () => {
    const { place, read } = await opened();
    const vault = spoolingVault({ vault: s3Vault({ place, recordOf, sealer }), spool: join(folder(), 'spool') });
    await vault.append(incident, entries(1, 1));
    await store.kill();
    expect((await vault.keep(incident, 'a', bytes('1'))).where).toBe('spool');
    expect((await vault.append(incident, entries(2, 3))).where).toBe('spool');
    await store.restart();
    await vault.seal(incident, sealing(3));
    expect(await read('files/a')).toBe('1');
    expect((await read('events.jsonl')).trimEnd().split('\n')).toHaveLength(3);
  });
});
