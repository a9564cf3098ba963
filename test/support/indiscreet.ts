import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request, with all that came with it. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer instead of the true one, or one around it. */
export interface Babble {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Somebody on loopback who repeats in answers what was sent in confidence. */
export interface Indiscreet {
  readonly url: string;
  readonly heard: readonly Heard[];
  close(): Promise<void>;
}

interface Manners {
  /** Who is asked for the true answer; without one it is 204. */
  readonly target?: string;
  /** Sent with every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Called once a request was carried out; null lets the true answer by. */
  readonly babble: (heard: Heard, truth: string) => Babble | null;
  /** Whether the request is answered without being carried out. */
  readonly keeps?: (heard: Heard) => boolean;
}

export async function indiscreet({ target, headers, babble, keeps = () => false }: Manners): Promise<Indiscreet> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method = 'GET', url = '/' } = request;
    const one = { method, path: url, headers: request.headers, body: Buffer.concat(pieces).toString('utf8') };
    heard.push(one);
    const truth = target !== undefined && !keeps(one) ? await carried(target, one) : null;
    const said = babble(one, truth?.bytes.toString('utf8') ?? '');
    response.writeHead(said?.status ?? truth?.status ?? 204, { ...headers, 'content-type': said?.type ?? truth?.type ?? 'text/plain' });
    response.end(said?.body ?? truth?.bytes);
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function carried(target: string, { method, path, headers, body }: Heard): Promise<{ status: number; type: string; bytes: Buffer }> {
  const sent = { 'content-type': 'application/json', authorization: headers.authorization ?? '' };
  const answer = await fetch(`${target}${path}`, { method, headers: sent, ...(method === 'POST' && { body }) });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', bytes: Buffer.from(await answer.arrayBuffer()) };
}
