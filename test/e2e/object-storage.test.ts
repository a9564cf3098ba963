import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { S3Place } from '../../targets/store/s3-place.ts';
import { startProduct, type Product } from '../support/product.ts';
import { describeWithStore } from '../targets/support/obtain-versitygw.ts';
import { startVersitygw, type Versitygw } from '../targets/support/versitygw.ts';

jest.setTimeout(180_000);

describeWithStore('with packs and vault in object storage', () => {
  const keys = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
  let store: Versitygw;
  let product: Product;
  beforeAll(async () => {
    store = await startVersitygw();
    const place = await store.bucket();
    product = await startProduct({
      propagationWindow: '5s',
      keptIn: (origins) =>
        Promise.resolve({
          origins: origins.map(({ name, path }) => ({ name, s3: configured(store.over(path)) })),
          vault: { s3: configured(place) },
          folder: store.folderOf(place),
        }),
    });
  });
  afterAll(async () => {
    await product?.stop();
    await store?.stop();
    rmSync(keys, { recursive: true });
  });

  const configured = ({ endpoint, region, bucket, prefix, accessKey, secretKey }: S3Place): object => {
    const secret = (name: string, value: string): string => {
      writeFileSync(join(keys, name), value);
      return `file:${join(keys, name)}`;
    };
    return { endpoint, region, bucket, prefix, access_key: secret('access', accessKey), secret_key: secret('secret', secretKey) };
  };

  test('a release that is damaged at every origin is rolled back, and its sealed record is in the bucket', async () => {
    const melbourne = { tenant: 'acme', name: 'au-vic' };
    const { out } = await product.cli('doctor');
    expect(out).toMatch(/vault.*honours conditional writes/);
    await product.staging.fault('payload-corrupted', { tenant: 'acme', channel: 'au-vic' });
    const incident = await product.alert(melbourne);
    await incident.asks('accept');
    expect(await product.effects(melbourne)).toMatchObject({ hold: 1, quarantine: 1, rebind: 1 });
    await store.kill();
    await incident.answers('Ivo', 'accept');
    await store.restart();
    expect(await incident.ended()).toMatchObject({ ending: 'closed' });
    const { record } = await incident.record();
    expect(record).toMatchObject({ ending: 'closed', scope: 'acme/staging/channel/au-vic' });
  });
});
