import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { TargetError } from '../domain/target-error.ts';
import type { Millis } from '../domain/time.ts';

/**
 * Connects to the host of `url`, over TLS where that is https, and hangs up: nothing is asked or posted, so nobody is paged. Answers the
 * host. Throws a TargetError, Unreachable or TimedOut, that names the host and nothing of the path, which may be a secret.
 */
export async function hostAnswers(name: string, url: string, time: Millis): Promise<string> {
  const { protocol, hostname, port, host } = new URL(url);
  const isTls = protocol === 'https:';
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (isTls ? 443 : 80)) };
  const socket = isTls ? connectTls({ ...address, servername: address.host }) : connect(address);
  const signal = AbortSignal.timeout(time);
  try {
    await once(socket, isTls ? 'secureConnect' : 'connect', { signal });
    return host;
  } catch (err) {
    if (signal.aborted) throw new TargetError('TimedOut', `${name} (${host}) did not answer within ${time} ms`, { recoverable: true });
    const code = (err as NodeJS.ErrnoException).code ?? 'no connection';
    throw new TargetError('Unreachable', `${name} (${host}) cannot be reached (${code})`, { recoverable: true });
  } finally {
    socket.destroy();
  }
}
