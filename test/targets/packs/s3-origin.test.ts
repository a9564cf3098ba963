import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pointerPayloadType, seal } from '../../../contracts/envelope.ts';
import { manifestFile, packFolder, pointerFile } from '../../../contracts/pack-format.ts';
import { s3Origin } from '../../../targets/packs/s3-origin.ts';
import { s3Client } from '../../../targets/store/s3-client.ts';
import type { S3Place } from '../../../targets/store/s3-place.ts';
import { packsContract } from '../contract/packs.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { describeWithStore } from '../support/obtain-versitygw.ts';
import { channel, indexKey, pack, pointer, type BuiltPack } from '../support/pack-store.ts';
import { serve } from '../support/server.ts';
import { startVersitygw, type Versitygw } from '../support/versitygw.ts';

describeWithStore('object storage', () => {
  let store: Versitygw;
  beforeAll(async () => {
    store = await startVersitygw();
  });
  afterAll(() => store.stop());

  const folder = `${channel.tenant}/${channel.environment}/${channel.name}`;
  /** Writes as a publisher would, which is not Holdfast. */
  async function write(place: S3Place, path: string, bytes: Uint8Array): Promise<void> {
    const client = s3Client(place);
    await client.send(new PutObjectCommand({ Bucket: place.bucket, Key: `${place.prefix}/${path}`, Body: bytes }));
    client.destroy();
  }
  const fileOf = ({ release }: BuiltPack, path: string) => `${folder}/${packFolder(release.artifact)}/${path}`;
  async function promote(place: S3Place, built: BuiltPack, generation: number): Promise<void> {
    for (const [path, text] of Object.entries(built.files)) await write(place, fileOf(built, path), Buffer.from(text));
    await write(place, fileOf(built, manifestFile), Buffer.from(JSON.stringify(built.manifest)));
    const envelope = seal(pointerPayloadType, pointer(generation, built.release), [indexKey]);
    await write(place, `${folder}/${pointerFile(generation)}`, Buffer.from(JSON.stringify(envelope)));
  }

  packsContract('object storage', async () => {
    const place = await store.bucket();
    let generation = 0;
    return {
      origin: s3Origin({ place }),
      put: (built, path, bytes) => write(place, fileOf(built, path), bytes),
      promote: (built) => promote(place, built, (generation += 1)),
      takeAway: () => store.takeAway(place),
    };
  });

  const built = pack('2026.01');

  it('ignores strangers beside pointers', async () => {
    const place = await store.bucket();
    await promote(place, built, 1);
    for (const name of ['.tmp-000000000009.json', '000000000009.json.tmp', '9.json', '000000000008.json/below', 'zz z+%2F&<é>'])
      await write(place, `${folder}/pointer/${name}`, Buffer.from('{}'));
    expect((await s3Origin({ place }).pointer(channel)).value.generation).toBe(1);
  });

  it('lists more generations than one answer of the store holds', async () => {
    const place = await store.bucket();
    // As files, which are this store's objects: a thousand writes would take long.
    mkdirSync(join(store.folderOf(place), folder, 'pointer'), { recursive: true });
    for (let generation = 1; generation <= 1_005; generation += 1)
      writeFileSync(join(store.folderOf(place), folder, pointerFile(generation)), '{}');
    expect((await s3Origin({ place }).pointer(channel)).value.generation).toBe(1_005);
  });

  it('says Unreachable, and not that content is missing, while the store is killed, and reads on when it is back', async () => {
    const place = await store.bucket();
    await promote(place, built, 1);
    const origin = s3Origin({ place });
    await store.kill();
    try {
      expect((await expectTargetError(origin.pointer(channel), 'Unreachable')).recoverable).toBe(true);
      await expectTargetError(origin.manifest(channel, built.release.artifact), 'Unreachable');
    } finally {
      await store.restart();
    }
    expect((await origin.pointer(channel)).value.generation).toBe(1);
  });

  it('says NotAuthorized for keys that are not accepted, and repeats neither of them', async () => {
    const place = await store.bucket();
    await promote(place, built, 1);
    for (const wrong of [{ accessKey: 'AKIAWRONG' }, { secretKey: 'wrong-secret-key' }]) {
      const { message } = await expectTargetError(s3Origin({ place: { ...place, ...wrong } }).pointer(channel), 'NotAuthorized');
      expect(message).not.toMatch(/AKIAWRONG|wrong-secret-key|holdfast-test-secret/);
    }
  });

  it('believes that an object is missing only of a store that says so by that name', async () => {
    const endpoint = await serve((server) => server.setNotFoundHandler((_, reply) => reply.code(404).send('no such page')));
    const place = { name: 'store', endpoint, region: 'us-east-1', bucket: 'b', prefix: '', accessKey: 'a', secretKey: 'b' };
    await expectTargetError(s3Origin({ place }).manifest(channel, built.release.artifact), 'Unreachable');
    await expectTargetError(s3Origin({ place }).pointer(channel), 'Unreachable');
  });

  it('keeps one place from another by its prefix', async () => {
    const place = await store.bucket();
    await promote(place, built, 1);
    await expectTargetError(s3Origin({ place: { ...place, prefix: 'some/pre' } }).pointer(channel), 'NotFound');
    await expectTargetError(s3Origin({ place: { ...place, prefix: '' } }).pointer(channel), 'NotFound');
  });

  it('hashes a file of 160 MiB without keeping it, while timers go on', async () => {
    const place = await store.bucket();
    await promote(place, built, 1);
    const size = 160 * 1_048_576;
    await write(place, fileOf(built, 'large.bin'), randomBytes(size));
    const hashed = () => s3Origin({ place }).hashFile(channel, built.release.artifact, 'large.bin');
    await hashed(); // what the process takes for its own buffers it takes once
    const before = process.memoryUsage().rss;
    let [ticks, most] = [0, 0];
    const timer = setInterval(() => {
      ticks += 1;
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 1);
    expect((await hashed()).size).toBe(size);
    clearInterval(timer);
    expect(most).toBeLessThan(size / 2);
    expect(ticks).toBeGreaterThan(20);
  });
});
