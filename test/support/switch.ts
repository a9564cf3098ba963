import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A way to a server that can be cut: as a network outage looks from one side, while the server itself stays up. */
export interface Switch {
  /** Go here instead of to the server. */
  readonly address: string;
  /** From now on what is asked arrives, and no answer comes back. */
  mute(): void;
  /** Breaks every connection, and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** Puts a switch before `target` (host:port). */
export async function switchBefore(target: string): Promise<Switch> {
  const [host = '', targetPort = ''] = target.split(':');
  const open = new Set<Socket>();
  let isMute = false;
  const carry = (here: Socket): void => {
    const there = connect(Number(targetPort), host);
    here.pipe(there);
    there.on('data', (answer) => void (isMute || here.write(answer)));
    there.on('end', () => here.end());
    for (const [one, other] of [
      [here, there],
      [there, here],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy()); // a connection that breaks here breaks there
      one.on('close', () => open.delete(one));
    }
  };
  const listen = async (port: number): Promise<Server> => {
    const server = createServer(carry).listen(port, '127.0.0.1');
    server.unref();
    await once(server, 'listening');
    return server;
  };
  let server = await listen(0);
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('the switch has no port');
  return {
    address: `127.0.0.1:${at.port}`,
    mute: () => {
      isMute = true;
    },
    cut: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
    mend: async () => {
      isMute = false;
      server = await listen(at.port);
    },
  };
}
