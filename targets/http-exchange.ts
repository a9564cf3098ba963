import { TargetError } from '../domain/target-error.ts';
import type { Millis } from '../domain/time.ts';
import { readHeader } from './read-header.ts';

const mostRedirects = 3;
const redirects = [301, 302, 303, 307, 308];

/**
 * Sends the request, and follows at most three redirects of a read, each to an allowed host. The token stays with the origin that it was
 * meant for. A redirected write is refused: nobody could say what became of it.
 */
export async function followRedirects(first: URL, init: RequestInit, allowed: (url: URL) => boolean, where: string): Promise<Response> {
  let url = first;
  for (let count = 0; ; count += 1) {
    const response = await fetch(url, url.origin === first.origin ? init : withoutToken(init));
    if (!redirects.includes(response.status)) return response;
    const next = readHeader(response.headers, 'location');
    await response.body?.cancel();
    if (init.method !== 'GET')
      throw new TargetError('Refused', `${where} answered a write with a redirect, which is not followed: configure its real url`);
    if (count === mostRedirects) throw new TargetError('Refused', `${where} redirected more than ${mostRedirects} times`);
    if (next === null || !URL.canParse(next, url)) throw new TargetError('Malformed', `${where} redirected to nowhere`);
    const target = new URL(next, url);
    if (!allowed(target) || !sameSafety(url, target)) {
      throw new TargetError(
        'HostNotAllowed',
        `${where} redirected to ${target.host}, which is not allowed: name it in targets.allowedHosts if it should be`,
      );
    }
    url = target;
  }
}

const sameSafety = (from: URL, to: URL): boolean =>
  (to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:')) && !to.username && !to.password;

function withoutToken(init: RequestInit): RequestInit {
  const headers = new Headers(init.headers);
  headers.delete('authorization');
  return { ...init, headers };
}

const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** What an error of the network means: TimedOut whenever a write may have taken effect, Unreachable otherwise. TargetErrors stay. */
export function networkError(
  error: unknown,
  where: string,
  { time, isWrite }: { readonly time: Millis; readonly isWrite: boolean },
): TargetError {
  if (error instanceof TargetError) return error;
  const code = codeOf(error);
  if ((error as { name?: unknown } | null)?.name === 'TimeoutError') {
    return new TargetError('TimedOut', `${where} did not answer within ${time} ms`, { recoverable: true });
  }
  if (isWrite && !neverSent.includes(code)) {
    return new TargetError('TimedOut', `${where} broke off (${code}): whether it took effect is not known`, { recoverable: true });
  }
  return new TargetError('Unreachable', `${where} cannot be reached (${code})`, { recoverable: true });
}

interface Coded {
  readonly code?: unknown;
  readonly errors?: readonly Coded[];
}

function codeOf(error: unknown): string {
  const cause = (error as { readonly cause?: Coded } | null)?.cause;
  // Where several addresses were tried, node gathers their errors.
  const code = cause?.code ?? cause?.errors?.[0]?.code;
  return typeof code === 'string' ? code : 'no connection';
}
