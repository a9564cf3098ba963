import type { S3Place } from '../../../targets/store/s3-place.ts';
import { serve } from './server.ts';

/** How a store may be wrong. */
export interface Wrong {
  /** What it does with a write to a name that is taken: overwrites it, or says that it did not and does it all the same. */
  readonly taken?: 'overwrites' | 'lies';
  /** Refuses every write as if the name were taken. */
  readonly refusesAll?: true;
  /** Lists nothing of what was written. */
  readonly listsLate?: true;
  readonly objectLock?: true;
  /** Answers everything with this status and S3 error code, or with the text alone. */
  readonly answer?: { readonly status: number; readonly code?: string; readonly text?: string };
}

interface Asked {
  readonly what: string;
  readonly ifNoneMatch: string | undefined;
  readonly cacheControl: string | undefined;
}

export interface FakeS3 {
  readonly place: S3Place;
  readonly objects: Map<string, Buffer>;
  /** `METHOD key` and two headers of every request. */
  readonly asked: Asked[];
}

const listing = (keys: Iterable<string>): string =>
  `<ListBucketResult><IsTruncated>false</IsTruncated>${[...keys].map((key) => `<Contents><Key>${key.replace('/evidence/', '')}</Key></Contents>`).join('')}</ListBucketResult>`;

/** A small store that honours conditional writes but for what `wrong` says, which is read at each request: it may change meanwhile. */
export async function fakeS3(wrong: Wrong = {}): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();
  const asked: Asked[] = [];
  const endpoint = await serve((server) => {
    server.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
    server.all('/*', (request, reply) => {
      const [path = ''] = request.url.split('?');
      const key = decodeURIComponent(path);
      asked.push({
        what: `${request.method} ${key}`,
        ifNoneMatch: request.headers['if-none-match'],
        cacheControl: request.headers['cache-control'],
      });
      const error = (status: number, code: string) =>
        reply
          .code(status)
          .header('content-type', 'application/xml')
          .send(`<Error><Code>${code}</Code><Message>secret words</Message></Error>`);
      if (wrong.answer?.code) return error(wrong.answer.status, wrong.answer.code);
      if (wrong.answer) return reply.code(wrong.answer.status).send(wrong.answer.text ?? '');
      if (request.url.includes('object-lock'))
        return wrong.objectLock
          ? reply.send('<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>')
          : error(404, 'ObjectLockConfigurationNotFoundError');
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      switch (request.method) {
        case 'PUT': {
          const isTaken = objects.has(key) || wrong.refusesAll;
          if (!isTaken || wrong.taken) objects.set(key, body);
          return isTaken && wrong.taken !== 'overwrites' ? error(412, 'PreconditionFailed') : reply.send();
        }
        case 'DELETE':
          objects.delete(key);
          return reply.code(204).send();
        default: {
          if (request.url.includes('list-type=2')) return reply.send(listing(wrong.listsLate ? [] : objects.keys()));
          const there = objects.get(key);
          return there ? reply.send(there) : error(404, 'NoSuchKey');
        }
      }
    });
  });
  const place = { name: 'store', endpoint, region: 'us-east-1', bucket: 'evidence', prefix: '', accessKey: 'a-key', secretKey: 'a-secret' };
  return { place, objects, asked };
}
