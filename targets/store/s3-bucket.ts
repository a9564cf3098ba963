import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { TargetError } from '../../domain/target-error.ts';
import { s3Client } from './s3-client.ts';
import { s3Error } from './s3-error.ts';
import { keyIn, placePrefix, placeText, type S3Place } from './s3-place.ts';
import { keptBy, streamed } from './s3-write.ts';
import { timeLimit, type TimeLimit } from './time-limit.ts';

/** What Holdfast does with a bucket. Paths are below the place's prefix. Throws TargetError and nothing else. */
export interface S3Bucket {
  readonly place: S3Place;
  /** Creates an object, `If-None-Match: *`. False when there is one already, whatever is in it. `hash`: SHA-256 of the bytes, hex. */
  create(path: string, bytes: Uint8Array, hash: string): Promise<boolean>;
  /** Streams an object past every cache; `take` gets each piece once. Answers its size. NotFound; TooLarge above `limit`. */
  read(path: string, limit: number, take: (piece: Uint8Array) => void): Promise<number>;
  /** Names of all objects below `folder`, relative to it, in the order of their bytes; of the whole place for an empty one. */
  list(folder: string): Promise<readonly string[]>;
  /** Takes an object away; one that is not there is no error. In a bucket with versions the content stays as an older one. */
  remove(path: string): Promise<void>;
  /** Whether the bucket was made with object lock. */
  hasObjectLock(): Promise<boolean>;
}

/** The least that a connection must carry once an answer has begun, bytes per millisecond: slower is as good as hanging. */
const slowest = 100;
const mostPages = 1_000;

/** A bucket over HTTP. Makes no connection yet. Throws HostNotAllowed for an endpoint that cannot be used. */
export function s3Bucket(place: S3Place): S3Bucket {
  const client = s3Client(place);
  const Bucket = place.bucket;
  const patience = place.patience ?? 10_000;

  async function timed<T>(doing: string, bytes: number, work: (time: TimeLimit) => Promise<T>): Promise<T> {
    const time = timeLimit(patience + bytes / slowest);
    try {
      return await work(time);
    } catch (error) {
      throw s3Error(error, `${doing} (${place.name})`, time.over());
    } finally {
      time.end();
    }
  }

  async function page(prefix: string, token: string | undefined) {
    return timed(`listing s3://${Bucket}/${prefix}`, 0, async ({ signal }) => {
      // Encoded, since XML cannot say every name that an object may have.
      const command = new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken: token, EncodingType: 'url' });
      const { Contents = [], IsTruncated, NextContinuationToken: next } = await client.send(command, { abortSignal: signal });
      // What is no listing, as a proxy may answer, must not read as one of nothing: a seal lists what it seals.
      if (IsTruncated === undefined || (IsTruncated && !next))
        throw new TargetError('Malformed', 'the store answered no whole page of a listing', { recoverable: true });
      const keys = Contents.map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' ')));
      return { keys, next: IsTruncated ? next : undefined };
    });
  }

  return {
    place,
    async create(path, bytes, hash) {
      const Key = keyIn(place, path);
      return timed(`creating s3://${Bucket}/${Key}`, bytes.length, async ({ signal }) => {
        const command = new PutObjectCommand({ Bucket, Key, ...streamed(bytes), IfNoneMatch: '*', ...keptBy(place.objectLock, hash) });
        // Signed with the hash that is known: the client would stall the event loop to make it again.
        command.middlewareStack.add(
          (next) => (args) => {
            (args.request as { readonly headers: Record<string, string> }).headers['x-amz-content-sha256'] = hash;
            return next(args);
          },
          { step: 'build', name: 'knownHash' },
        );
        return client.send(command, { abortSignal: signal }).then(() => true, isThere);
      });
    },
    async read(path, limit, take) {
      const Key = keyIn(place, path);
      return timed(`reading s3://${Bucket}/${Key}`, 0, async (time) => {
        const command = new GetObjectCommand({ Bucket, Key });
        const { Body, ContentLength } = await client.send(command, { abortSignal: time.signal });
        if (!(Body instanceof Readable) || ContentLength === undefined) throw new TargetError('Malformed', 'no content or no length');
        time.allow(patience + Math.min(ContentLength, limit) / slowest);
        return await taken(Body, { expected: ContentLength, limit, take });
      });
    },
    async list(folder) {
      const prefix = folder === '' ? placePrefix(place) : `${keyIn(place, folder)}/`;
      const found: string[] = [];
      let token: string | undefined;
      for (let pages = 0; pages < mostPages; pages += 1) {
        const { keys, next } = await page(prefix, token);
        for (const key of keys) if (key.startsWith(prefix) && key !== prefix) found.push(key.slice(prefix.length));
        if (next === undefined) return found.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
        token = next;
      }
      throw new TargetError('TooLarge', `${placeText(place)}/${folder} has more than ${mostPages} pages of objects`);
    },
    async remove(path) {
      const Key = keyIn(place, path);
      await timed(`removing s3://${Bucket}/${Key}`, 0, ({ signal }) =>
        client.send(new DeleteObjectCommand({ Bucket, Key }), { abortSignal: signal }),
      );
    },
    hasObjectLock: () =>
      timed(`asking s3://${Bucket} about object lock`, 0, async ({ signal }) => {
        const command = new GetObjectLockConfigurationCommand({ Bucket });
        const answer = await client.send(command, { abortSignal: signal }).catch(withoutLock);
        return answer?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
      }),
  };
}

/** Hands on a body. One that breaks off, before it is as long as it said, is an error of the connection. */
async function taken(
  body: Readable,
  { expected, limit, take }: { readonly expected: number; readonly limit: number; readonly take: (piece: Uint8Array) => void },
): Promise<number> {
  if (expected > limit) {
    body.destroy();
    throw new TargetError('TooLarge', `it is larger than ${limit} bytes`);
  }
  let size = 0;
  for await (const piece of body as AsyncIterable<Uint8Array>) {
    size += piece.length;
    take(piece);
  }
  return size;
}

function isThere(error: unknown): false {
  if ((error as { $metadata?: { httpStatusCode?: unknown } }).$metadata?.httpStatusCode === 412) return false;
  throw error;
}

/** Stores without object lock say so in two ways. */
function withoutLock(error: unknown): null {
  const { name } = error as { name?: unknown };
  if (name === 'ObjectLockConfigurationNotFoundError' || name === 'NotImplemented') return null;
  throw error;
}
