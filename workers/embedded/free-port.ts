import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * A port on loopback that nothing listens on now, and that the system gives to nobody who asks for any port for the next minute: one that is
 * only closed again may be somebody else's before the program it is meant for listens on it. A connection that this side closes first keeps
 * the number waiting (TIME_WAIT), while whoever names it may have it.
 */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the machine gave no port on 127.0.0.1');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const caller = connect(address.port, '127.0.0.1').on('end', () => caller.end());
  const [socket] = await accepted;
  const closed = [once(socket.resume(), 'close'), once(caller.resume(), 'close')];
  socket.end();
  await Promise.all(closed);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return address.port;
}
