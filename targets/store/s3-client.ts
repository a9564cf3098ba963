import { Readable, Transform } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { TargetError } from '../../domain/target-error.ts';
import type { S3Place } from './s3-place.ts';

/** Most bytes of an answer that is not an object's content: a page of a listing, an error. */
const largestAnswer = 8_388_608;

/** The client would warn on the console by itself; what goes wrong is in the errors. */
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * The vendor's client for one place: by path, for stores without a host name per bucket; no checksum that a store may not know; three
 * attempts; nothing taken from the machine's own AWS settings. Throws HostNotAllowed at once for an endpoint that cannot be used.
 */
export function s3Client({ name, endpoint, region, accessKey, secretKey, patience = 10_000 }: S3Place): S3Client {
  mustBeEndpoint(name, endpoint);
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    maxAttempts: 3,
    retryMode: 'standard',
    logger: silent,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    followRegionRedirects: false,
    // Many stores and proxies never say `100 Continue`, and each write would wait for it.
    expectContinueHeader: false,
    requestHandler: { connectionTimeout: patience, httpAgent: { keepAlive: true, maxSockets: 50 } },
  });
  client.middlewareStack.add(
    (next, context) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> };
      if (context.commandName === 'GetObjectCommand') headers['cache-control'] = 'no-cache'; // the store itself is asked
      return next(args);
    },
    { step: 'build', name: 'pastCaches' },
  );
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const response = result.response as { readonly statusCode: number; body: unknown };
      const isContent = context.commandName === 'GetObjectCommand' && response.statusCode < 300;
      if (!isContent && response.body instanceof Readable) response.body = bounded(name, response.body);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'boundedAnswer' },
  );
  return client;
}

/** The client keeps whole what is not an object's content, however long it is. */
function bounded(name: string, body: Readable): Readable {
  let size = 0;
  const limit = new Transform({
    transform(piece: Buffer, _encoding, done) {
      size += piece.length;
      if (size <= largestAnswer) return done(null, piece);
      done(new TargetError('TooLarge', `${name} answered more than ${largestAnswer} bytes where only a list or an error belongs`));
    },
  });
  body.on('error', (error) => limit.destroy(error));
  limit.on('close', () => body.destroy());
  return body.pipe(limit);
}

function mustBeEndpoint(name: string, endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash)
    throw new TargetError('HostNotAllowed', `the endpoint of ${name} must be http or https and a host, such as https://s3.example.org`);
  if (url.username || url.password)
    throw new TargetError('HostNotAllowed', `the endpoint of ${name} holds credentials: name access_key and secret_key instead`);
}
