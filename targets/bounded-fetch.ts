import type { z } from 'zod';
import { TargetError } from '../domain/target-error.ts';
import type { Millis } from '../domain/time.ts';
import { answeredJson } from './answered-json.ts';
import { blotter } from './blot.ts';
import { answerOf } from './http-answer.ts';
import { hostIsAllowed } from './allowed-host.ts';
import { followRedirects, networkError } from './http-exchange.ts';

/** One system that is called over HTTP, and what it may cost. */
export interface HttpTarget {
  /** How errors name it, such as `publisher` or `reader-2`. */
  readonly name: string;
  /** Absolute; paths are joined to it. Its own host may be called. Credentials in it are refused. */
  readonly base: string;
  /** Sent as a bearer token, to this base's origin only. Blotted out of every answer that is kept and every message (8 characters or more). */
  readonly token?: string;
  /** Other hosts that a redirect of a read may lead to, as `host` or `host:port`. */
  readonly allowedHosts?: readonly string[];
  /** Total time of one call, redirects and body included. Default 10 s. */
  readonly time?: Millis;
  /** Most bytes of one answer, after decompression. Default 1 MiB. */
  readonly bytes?: number;
  /** True when path and query are secret (webhooks): errors then name the host only, and both are blotted as a token is. */
  readonly hidePath?: boolean;
  /** True when a 429's `Retry-After` is to be waited for: where that delays nothing but telling people. */
  readonly heedRetryAfter?: boolean;
}

export interface HttpRequest {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Overrides the target's, for this call. */
  readonly time?: Millis;
  readonly bytes?: number;
}

/** The one way out to HTTP: bounded in time, bytes and redirects, to configured hosts only. Throws TargetError and nothing else. */
export interface BoundedFetch {
  /** The answer's JSON, parsed once; Malformed when it is not what `schema` says. */
  json<S extends z.ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>>;
  /** The answer whole, and where it came from (no query, no credentials). */
  bytes(request: HttpRequest): Promise<{ readonly bytes: Uint8Array; readonly origin: string }>;
  /** The answer piece by piece, never kept whole. Answers its size. */
  stream(request: HttpRequest, take: (piece: Uint8Array) => void): Promise<number>;
}

/** Throws at once for a base or token that cannot be used, so that neither ever ends up in a later error's text. */
export function boundedFetch(target: HttpTarget): BoundedFetch {
  const base = checkedBase(target);
  const blot = blotter(secretsOf(target, base));
  const allowed = (url: URL) => url.host === base.host || hostIsAllowed(url, target.allowedHosts ?? []);

  async function stream(
    request: HttpRequest,
    take: (piece: Uint8Array) => void,
  ): Promise<{ readonly size: number; readonly origin: string }> {
    const url = urlOf(base, request.path);
    const method = request.method ?? 'GET';
    const time = request.time ?? target.time ?? 10_000;
    const limit = request.bytes ?? target.bytes ?? 1_048_576;
    const where = `${target.name} (${method} ${target.hidePath ? url.host : url.origin + url.pathname})`;
    const signal = AbortSignal.timeout(Math.max(1, Math.floor(time)));
    const headers = new Headers(request.headers);
    if (target.token !== undefined) headers.set('authorization', `Bearer ${target.token}`);
    if (request.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    try {
      const init: RequestInit = {
        method,
        headers,
        signal,
        redirect: 'manual',
        ...(request.body === undefined ? {} : { body: request.body }),
      };
      const response = await followRedirects(url, init, allowed, where);
      const size = await answerOf(response, { limit, where, take, blot, heedRetryAfter: target.heedRetryAfter ?? false });
      return { size, origin: url.origin + url.pathname };
    } catch (error) {
      throw blotted(networkError(error, where, { time, isWrite: method !== 'GET' }), blot);
    }
  }

  async function bytes(request: HttpRequest): Promise<{ readonly bytes: Uint8Array; readonly origin: string }> {
    const pieces: Uint8Array[] = [];
    const { origin } = await stream(request, (piece) => pieces.push(piece));
    // Good answers as well: they become evidence, receipts and the causes of errors.
    return { bytes: blot(Buffer.concat(pieces)), origin };
  }

  return {
    bytes,
    stream: async (request, take) => (await stream(request, take)).size,
    json: async (schema, request) => {
      const answer = await bytes(request);
      return answeredJson(schema, answer.bytes, { where: `${target.name} (${request.method ?? 'GET'} ${answer.origin})`, blot });
    },
  };
}

function secretsOf({ token, hidePath = false }: HttpTarget, { pathname, searchParams }: URL): readonly string[] {
  const inUrl = hidePath ? [...pathname.split('/'), ...searchParams.values()] : [];
  return [...(token === undefined ? [] : [token]), ...inUrl];
}

function blotted(error: TargetError, blot: (text: Buffer) => Buffer): TargetError {
  error.message = blot(Buffer.from(error.message)).toString('utf8');
  return error;
}

function checkedBase({ name, base, token }: HttpTarget): URL {
  if (!URL.canParse(base)) throw new TargetError('HostNotAllowed', `the url of ${name} is not a URL: write one such as https://host:port`);
  const url = new URL(base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TargetError('HostNotAllowed', `the url of ${name} must be http or https`);
  if (url.username || url.password) throw new TargetError('HostNotAllowed', `the url of ${name} holds credentials: name a token instead`);
  // fetch() would name the whole header in its error.
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new TargetError(
      'NotAuthorized',
      `the token of ${name} is empty or has characters that no header takes: look for a line break in its file`,
    );
  }
  return url;
}

/** Joins a path to the base, and refuses one that would leave it. */
function urlOf(base: URL, path: string): URL {
  const [way = ''] = path.split('?');
  if (way.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part)))
    throw new TargetError('Escapes', `a path at ${base.host} may not have '.' or '..' as a part`);
  const root = base.href.endsWith('/') || path === '' ? base.href : `${base.href}/`;
  return new URL(path === '' ? root : root + path.replace(/^\/+/, ''));
}
