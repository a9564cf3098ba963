import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { s3Bucket, type S3Bucket } from '../../../targets/store/s3-bucket.ts';
import type { S3Place } from '../../../targets/store/s3-place.ts';
import { s3Vault } from '../../../targets/vault/s3-vault.ts';
import { bytes, entries, incident, vaultContract, type VaultAtHand } from '../contract/vault.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { describeWithStore } from '../support/obtain-versitygw.ts';
import { recordOf } from '../support/vault-folder.ts';
import { sealer, sealing } from '../support/sealer.ts';
import { startVersitygw, type Versitygw } from '../support/versitygw.ts';

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
    const broken = s3Vault({
      place,
      recordOf: () => {
        throw new Error('broke off');
      },
      sealer,
    });
    await expectTargetError(broken.seal(incident, sealing(2)), 'Unreachable');
    await vault.append(incident, entries(3, 3));
    await vault.seal(incident, sealing(3));
    expect((await read('events.jsonl')).trimEnd().split('\n')).toHaveLength(3);
  });
});
