import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request on its way to the platform. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Where a request is made to wait: before the platform has it, or once the platform has carried it out. */
export interface Stop {
  readonly fits: (asked: Asked) => boolean;
  readonly after: boolean;
  /** What waits too from then on, so that whoever asks gets no further. */
  readonly freezes: (asked: Asked) => boolean;
}

/**
 * What becomes of what waits. `delivered`: it goes on, and who asked is answered. `lost`: it never does, and nobody is answered. The others:
 * lost too, but the request that was stopped before the platform had it arrives late, after its sender's successor looked at what became of
 * it, or just before that one's own write.
 */
export type Fate = 'delivered' | 'lost' | 'after the next look' | 'before the next write';

export interface Stopped {
  /** Settles once the request waits. */
  readonly reached: Promise<void>;
  /** Ends the waiting. */
  open(fate: Fate): void;
}

/** A door before a platform, at which a request can be made to wait at an exact moment. */
export interface Door {
  readonly url: string;
  stop(at: Stop): Stopped;
  /** Everything that came to the door, in order. */
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

interface Waiting extends Stop {
  state: 'armed' | 'reached' | 'open';
  readonly reach: () => void;
  readonly opened: Promise<Fate>;
}

interface Late {
  /** Before a write, or after a look. */
  readonly method: 'POST' | 'GET';
  readonly near: (asked: Asked) => boolean;
  readonly arrive: () => Promise<unknown>;
}

/** Opens a door on loopback before the platform at `target`. */
export async function doorBefore(target: string): Promise<Door> {
  const stops: Waiting[] = [];
  const late: Late[] = [];
  const all: Asked[] = [];
  const forward = ({ method, path, body }: Asked, headers: Headers): Promise<Response> =>
    fetch(`${target}${path}`, { method, headers, ...(method === 'POST' && { body }) });

  /** The answer, or null when none is to come. */
  const waits = async (at: Waiting, asked: Asked, headers: Headers): Promise<Response | null> => {
    const isFirst = at.state === 'armed';
    at.state = 'reached';
    const early = isFirst && at.after ? await forward(asked, headers) : undefined;
    if (isFirst) at.reach();
    const fate = await at.opened;
    if (fate === 'delivered') return early ?? forward(asked, headers);
    if (isFirst && !at.after && fate !== 'lost') {
      const method = fate === 'after the next look' ? 'GET' : 'POST';
      late.push({ method, near: at.freezes, arrive: () => forward(asked, headers) });
    }
    return null;
  };

  const carry = async (asked: Asked, headers: Headers): Promise<Response> => {
    const now = late.findIndex(({ method, near }) => method === asked.method && near(asked));
    const [arriving] = now < 0 ? [] : late.splice(now, 1);
    if (arriving?.method === 'POST') await arriving.arrive();
    const answer = await forward(asked, headers);
    if (arriving?.method === 'GET') await arriving.arrive();
    return answer;
  };

  const server = createServer((request, response) => void pass(request, response).catch(() => response.destroy()));
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const asked = { method: request.method ?? 'GET', path: request.url ?? '/', body: Buffer.concat(pieces).toString('utf8') };
    all.push(asked);
    const headers = new Headers({ 'content-type': 'application/json', authorization: request.headers.authorization ?? '' });
    const at = stops.find(({ state, fits, freezes }) => (state === 'armed' && fits(asked)) || (state === 'reached' && freezes(asked)));
    const answer = at ? await waits(at, asked, headers) : await carry(asked, headers);
    if (answer === null) return void response.destroy();
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: all,
    stop: (at) => {
      const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
      const { promise: opened, resolve: open } = Promise.withResolvers<Fate>();
      const waiting: Waiting = { ...at, state: 'armed', reach, opened };
      stops.push(waiting);
      return {
        reached,
        open: (fate) => {
          waiting.state = 'open';
          open(fate);
        },
      };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
