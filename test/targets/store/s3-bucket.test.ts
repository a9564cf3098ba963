import { inspect } from 'node:util';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../../contracts/digest.ts';
import type { TargetErrorCode } from '../../../domain/target-error.ts';
import { s3Bucket } from '../../../targets/store/s3-bucket.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { fakeS3 } from '../support/fake-s3.ts';

const nothing = (): void => undefined;
const put = (bucket: ReturnType<typeof s3Bucket>, path: string, bytes: Buffer) => bucket.create(path, bytes, sha256(bytes));

describe('what a store answers is one of the closed list', () => {
  it.each<readonly [number, string | undefined, TargetErrorCode, boolean]>([
    [404, 'NoSuchKey', 'NotFound', false],
    [404, 'NoSuchBucket', 'Unreachable', true],
    [404, 'SomethingElse', 'Unreachable', true],
    [404, undefined, 'Unreachable', true],
    [403, 'AccessDenied', 'NotAuthorized', false],
    [403, 'SignatureDoesNotMatch', 'NotAuthorized', false],
    [403, 'RequestTimeTooSkewed', 'NotAuthorized', false],
    [401, undefined, 'NotAuthorized', false],
    [400, 'KeyTooLongError', 'Refused', false],
    [400, 'InvalidArgument', 'Refused', false],
    [301, 'PermanentRedirect', 'Refused', false],
    [302, undefined, 'Refused', false],
    [409, 'ConditionalRequestConflict', 'Raced', true],
    [409, 'ObjectParentIsFile', 'EvidenceConflict', false],
    [409, 'ExistingObjectIsDirectory', 'EvidenceConflict', false],
    [429, undefined, 'Refused', true],
    [403, 'QuotaExceeded', 'Full', true],
    [507, 'XMinioStorageFull', 'Full', true],
    [501, 'NotImplemented', 'Unsupported', false],
    [500, 'InternalError', 'Unreachable', true],
    [503, 'SlowDown', 'Unreachable', true],
  ])('%s %s is %s', async (status, code, expected, recoverable) => {
    const { place } = await fakeS3({ answer: { status, ...(code !== undefined && { code }) } });
    const bucket = s3Bucket(place);
    for (const work of [() => bucket.read('a', 10, nothing), () => put(bucket, 'a', Buffer.from('1')), () => bucket.list('a')]) {
      const error = await expectTargetError(work, expected);
      expect(error.recoverable).toBe(recoverable);
      expect(error.message).toMatch(/s3:\/\/evidence\/a/);
      expect(inspect(error, { depth: 9 })).not.toMatch(/secret words|a-key|a-secret/);
    }
  });

  it('asks three times at most', async () => {
    const { place, asked } = await fakeS3({ answer: { status: 503, code: 'SlowDown' } });
    await expectTargetError(s3Bucket(place).read('a', 10, nothing), 'Unreachable');
    expect(asked).toHaveLength(3);
  });

  const pageWithoutNext = '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>';
  it.each(['', '<html>ok</html>', pageWithoutNext, 'no XML at all', '<a><b>', '{"Contents": []}'])(
    'takes the listing %j for no listing',
    async (text) => {
      const { place } = await fakeS3({ answer: { status: 200, text } });
      await expectTargetError(s3Bucket(place).list('a'), 'Malformed');
    },
  );

  it('reads no endless listing or error', async () => {
    for (const status of [200, 500]) {
      const { place } = await fakeS3({ answer: { status, text: ' '.repeat(9_000_000) } });
      await expectTargetError(s3Bucket(place).list('a'), 'TooLarge');
    }
  });
});

describe('an object is read whole or not at all', () => {
  const open: { close(): void }[] = [];
  afterEach(() => open.splice(0).forEach((server) => server.close()));
  /** A store that speaks in bytes. */
  async function speaking(say: (socket: Socket) => void, patience = 30_000) {
    const server = createServer((socket) => socket.on('error', nothing).once('data', () => say(socket))).listen(0, '127.0.0.1');
    open.push(server);
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return s3Bucket({ name: 'store', endpoint, region: 'r', bucket: 'b', prefix: '', accessKey: 'a', secretKey: 's', patience });
  }
  const head = (length: string) => `HTTP/1.1 200 OK\r\nconnection: close\r\n${length}\r\n\r\n`;

  it('notices a store that breaks off', async () => {
    const bucket = await speaking((socket) => socket.end(`${head('content-length: 10')}12345`));
    expect((await expectTargetError(bucket.read('a', 10, nothing), 'Unreachable')).recoverable).toBe(true);
  });

  it('takes no answer that does not say how long it is', async () => {
    const bucket = await speaking((socket) => socket.end(`${head('x: y')}12345`));
    await expectTargetError(bucket.read('a', 10, nothing), 'Malformed');
  });

  it('waits so long, and no longer, for an answer to begin and to go on', async () => {
    for (const said of ['', `${head('content-length: 10')}12345`]) {
      const bucket = await speaking((socket) => void socket.write(said), 200);
      const began = performance.now();
      expect((await expectTargetError(bucket.read('a', 10, nothing), 'TimedOut')).recoverable).toBe(true);
      expect(performance.now() - began).toBeLessThan(10_000);
    }
  });

  it('reads nothing of an object that is larger than the limit', async () => {
    const { place, objects } = await fakeS3();
    objects.set('/evidence/a', Buffer.alloc(11));
    let taken = 0;
    await expectTargetError(
      s3Bucket(place).read('a', 10, (piece) => (taken += piece.length)),
      'TooLarge',
    );
    expect(taken).toBe(0);
    expect(await s3Bucket(place).read('a', 11, (piece) => (taken += piece.length))).toBe(11);
  });
});

describe('a place', () => {
  it.each(['ftp://host', 'https://host/path', 'https://user:secret@host', 'nonsense', 'https://host/?x=1'])(
    'refuses the endpoint %s at once, repeating no credential',
    async (endpoint) => {
      const { place } = await fakeS3();
      const { message } = await expectTargetError(() => s3Bucket({ ...place, endpoint }), 'HostNotAllowed');
      expect(message).not.toContain('secret@');
    },
  );

  it('refuses paths that could name something outside it', async () => {
    const { place, asked } = await fakeS3();
    const bucket = s3Bucket({ ...place, prefix: 'ours' });
    for (const path of ['../theirs', 'a/../../theirs', '/a', '']) {
      await expectTargetError(async () => bucket.read(path, 10, nothing), 'Escapes');
      await expectTargetError(async () => put(bucket, path, Buffer.from('1')), 'Escapes');
    }
    expect(asked).toEqual([]);
  });

  it('keeps every key below its prefix', async () => {
    const { place, objects } = await fakeS3();
    expect(await put(s3Bucket({ ...place, prefix: 'our/own' }), 'a/b', Buffer.from('1'))).toBe(true);
    expect([...objects.keys()]).toEqual(['/evidence/our/own/a/b']);
  });

  it('is asked past every cache in between', async () => {
    const { place, asked } = await fakeS3();
    await expectTargetError(s3Bucket(place).read('a', 10, nothing), 'NotFound');
    expect(asked.map(({ cacheControl }) => cacheControl)).toEqual(['no-cache']);
  });
});
