import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** A head of the log, as it was posted. */
export interface Head {
  readonly instance: string;
  readonly incident: string;
  readonly digest: string;
  readonly number: number;
  readonly previous: string | null;
}

/** Somewhere outside that remembers the heads of the log: it takes only what is signed, as Standard Webhooks says. */
export interface AnchorOutside {
  readonly url: string;
  /** The heads that it took, in order; a repeat counts once. */
  readonly heads: readonly Head[];
  /** How many deliveries it answered with 500, while it is `isAway`. */
  readonly lost: number;
  isAway: boolean;
  stop(): Promise<void>;
}

export async function startAnchor(secret: string): Promise<AnchorOutside> {
  const taken = new Map<string, Head>();
  const state = { isAway: false, lost: 0 };
  const server = createServer((request, response) => {
    void text(request)
      .then((body) => {
        if (state.isAway) return ((state.lost += 1), 500);
        const { data } = new Webhook(secret).verify(body, request.headers as Record<string, string>) as { readonly data: Head };
        taken.set(String(request.headers['webhook-id']), data);
        return 204;
      })
      .catch(() => 401)
      .then((status) => response.writeHead(status).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.defineProperties(state, {
    url: { value: `http://127.0.0.1:${(server.address() as AddressInfo).port}/heads` },
    heads: { get: () => [...taken.values()] },
    stop: { value: () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())) },
  }) as unknown as AnchorOutside;
}
