import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port on loopback that nothing has now, and that no outgoing connection of this machine is given later: below the range from which
 * systems take those. A server that is killed and started again finds it free.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const server = createServer().listen(port, '127.0.0.1');
    const free = await once(server, 'listening').then(
      () => true,
      () => false, // taken: another one
    );
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
