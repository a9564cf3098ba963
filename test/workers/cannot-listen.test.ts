import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import { cannotListen } from '../../workers/cannot-listen.ts';

let other: Server;
beforeEach(async () => {
  other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
});
afterEach(() => void other.close());

test('a gateway whose port is taken says so in one line that names gateway.port', async () => {
  const address = { host: '127.0.0.1', port: (other.address() as AddressInfo).port };
  const error: unknown = await fastify()
    .listen(address)
    .catch((thrown: unknown) => thrown);
  expect(cannotListen(error, 'gateway', address).message).toBe(
    `cannot listen on 127.0.0.1:${address.port}: another program has that port: stop it, or write another as gateway.port (EADDRINUSE)`,
  );
});

test.each([
  ['EACCES', 'this user may not take that port: write one above 1023 as worker.metrics.port'],
  ['EADDRNOTAVAIL', 'this machine has no such address: correct worker.metrics.host'],
  ['ENOTFOUND', 'no such host is known: correct worker.metrics.host'],
])('%s names the field to change', (code, why) => {
  const error = Object.assign(new Error('listen'), { code });
  expect(cannotListen(error, 'worker.metrics', { host: 'h', port: 80 }).message).toBe(`cannot listen on h:80: ${why} (${code})`);
});

test('what else goes wrong is told as it is', () => {
  const error = new Error('something else');
  expect(cannotListen(error, 'gateway', { host: 'h', port: 80 })).toBe(error);
});
