import { gzipSync } from 'node:zlib';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { boundedFetch } from '../../targets/bounded-fetch.ts';
import { expectTargetError } from './support/expect-error.ts';
import { serve } from './support/server.ts';

const ok = z.object({ ok: z.boolean() });
const token = 'sesame-open-0123456789';
const hostOf = (url: string): string => new URL(url).host;

it('sends the token and parses what comes back', async () => {
  const base = await serve((server) => server.get('/in/a', ({ headers }) => ({ ok: headers.authorization === `Bearer ${token}` })));
  expect(await boundedFetch({ name: 't', base: `${base}/in`, token }).json(ok, { path: '/a' })).toEqual({ ok: true });
});

it.each([
  [400, 'Refused', false],
  [401, 'NotAuthorized', false],
  [403, 'NotAuthorized', false],
  [404, 'NotFound', false],
  [409, 'Conflict', true],
  [422, 'Refused', false],
  [429, 'Refused', true],
  [500, 'Unreachable', true],
  [501, 'Unsupported', false],
  [503, 'Unreachable', true],
] as const)('reads status %i as %s', async (status, code, recoverable) => {
  const base = await serve((server) =>
    server.get('/', (_, reply) => reply.status(status).send({ code: 'because', detail: `so it is ${token}`, generation: 7 })),
  );
  const error = await expectTargetError(boundedFetch({ name: 'publisher', base, token }).json(ok, { path: '/' }), code);
  expect(error.recoverable).toBe(recoverable);
  expect(error.message).toContain('publisher');
  expect(error.message).toContain('because: so it is ***, generation 7');
});

it('reads `unsupported` as Unsupported', async () => {
  const base = await serve((server) => server.get('/', (_, reply) => reply.status(422).send({ code: 'unsupported' })));
  await expectTargetError(boundedFetch({ name: 't', base }).json(ok, { path: '/' }), 'Unsupported');
});

it('says Malformed for what is no JSON, not UTF-8, or JSON of another form', async () => {
  for (const body of [Buffer.from('<html>'), Buffer.from([0x22, 0xff, 0x22]), Buffer.from('{"ok":"yes"}')]) {
    const base = await serve((server) => server.get('/', (_, reply) => reply.type('application/json').send(body)));
    await expectTargetError(boundedFetch({ name: 't', base }).json(ok, { path: '/' }), 'Malformed');
  }
});

it('stops at the limit, also for what only unpacks to too much, and for an error without end', async () => {
  const base = await serve((server) => {
    server.get('/plain', () => 'x'.repeat(2000));
    server.get('/bomb', (_, reply) => reply.header('content-encoding', 'gzip').send(gzipSync(Buffer.alloc(1_000_000))));
    server.get('/error', (_, reply) => reply.status(503).send('x'.repeat(1_000_000)));
  });
  const http = boundedFetch({ name: 't', base, bytes: 1000 });
  await expectTargetError(http.bytes({ path: '/plain' }), 'TooLarge');
  await expectTargetError(http.bytes({ path: '/bomb' }), 'TooLarge');
  await expectTargetError(http.bytes({ path: '/error' }), 'Unreachable');
  expect((await http.bytes({ path: '/plain', bytes: 2000 })).bytes).toHaveLength(2000);
});

it('gives up on a server that never answers, and on one that drips for ever', async () => {
  const base = await serve((server) => {
    server.get('/silent', (_, reply) => void reply.hijack());
    server.get('/drip', (_, reply) => {
      reply.hijack();
      reply.raw.writeHead(200);
      const drip = setInterval(() => reply.raw.write(' '), 5);
      reply.raw.on('close', () => clearInterval(drip));
    });
  });
  for (const path of ['/silent', '/drip']) {
    const began = performance.now();
    const error = await expectTargetError(boundedFetch({ name: 't', base, time: 150 }).bytes({ path }), 'TimedOut');
    expect(error.recoverable).toBe(true);
    expect(performance.now() - began).toBeLessThan(2000);
  }
});

it('is Unreachable when nothing listens; a write that broke off is TimedOut, for it may have taken effect', async () => {
  const server = createServer((socket) => void socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const http = boundedFetch({ name: 't', base: `http://127.0.0.1:${port}` });
  expect((await expectTargetError(http.bytes({ path: '/' }), 'Unreachable')).recoverable).toBe(true);
  expect((await expectTargetError(http.bytes({ path: '/', method: 'POST', body: '{}' }), 'TimedOut')).recoverable).toBe(true);
  await new Promise((done) => server.close(done));
  expect((await expectTargetError(http.bytes({ path: '/', method: 'POST', body: '{}' }), 'Unreachable')).recoverable).toBe(true);
});

it('follows a redirect to a host that is allowed, at most three times, and takes the token to no other origin', async () => {
  const seen: (string | undefined)[] = [];
  const other = await serve((server) => server.get('/end', ({ headers }) => ({ ok: (seen.push(headers.authorization), true) })));
  const base = await serve((server) => {
    server.get('/start', (_, reply) => reply.redirect('/next'));
    server.get('/next', ({ headers }, reply) => (seen.push(headers.authorization), reply.redirect(`${other}/end`)));
    server.get('/loop', (_, reply) => reply.redirect('/loop'));
  });
  const http = boundedFetch({ name: 't', base, token, allowedHosts: [hostOf(other)] });
  expect(await http.json(ok, { path: '/start' })).toEqual({ ok: true });
  expect(seen).toEqual([`Bearer ${token}`, undefined]);
  await expectTargetError(http.bytes({ path: '/loop' }), 'Refused');
});

it('refuses a redirect to a host that is not allowed, without calling it, and any redirect of a write', async () => {
  let calls = 0;
  const foreign = await serve((server) => server.all('/', () => (calls += 1)));
  const base = await serve((server) => {
    server.get('/', (_, reply) => reply.redirect(foreign));
    server.post('/', (_, reply) => reply.redirect('/other', 307));
    server.get('/nowhere', (_, reply) => reply.status(302).send());
    server.get('/file', (_, reply) => reply.redirect('file:///etc/passwd'));
  });
  const http = boundedFetch({ name: 't', base, allowedHosts: ['localhost', `x${hostOf(foreign)}`] });
  await expectTargetError(http.bytes({ path: '/' }), 'HostNotAllowed');
  await expectTargetError(http.bytes({ path: '/', method: 'POST' }), 'Refused');
  await expectTargetError(http.bytes({ path: '/nowhere' }), 'Malformed');
  await expectTargetError(http.bytes({ path: '/file' }), 'HostNotAllowed');
  expect(calls).toBe(0);
});

it('refuses at once a base or a token that cannot be used, without repeating a secret', async () => {
  for (const base of ['ftp://host/', 'nonsense', `http://user:${token}@host/`]) {
    expect((await expectTargetError(() => boundedFetch({ name: 't', base }), 'HostNotAllowed')).message).not.toContain(token);
  }
  expect(
    (await expectTargetError(() => boundedFetch({ name: 't', base: 'http://h/', token: `${token}\n` }), 'NotAuthorized')).message,
  ).not.toContain(token);
});

it.each(['/a/../b', '/%2e%2e/b', '/a/.', '..'])('refuses the path %s', async (path) => {
  await expectTargetError(boundedFetch({ name: 't', base: 'http://127.0.0.1:9/' }).bytes({ path }), 'Escapes');
});

describe('what was sent in confidence and is repeated', () => {
  const echo = async (answer: string, { status = 200, hidePath = false } = {}) => {
    const base = await serve((server) => server.all('/*', (_, reply) => reply.status(status).type('application/json').send(answer)));
    const path = hidePath ? '/services/T0123456789?key=K0123456789' : '';
    return boundedFetch({ name: 'publisher', base: `${base}${path}`, token, hidePath });
  };

  it('in a good answer is blotted before anybody has it, whole or as JSON, also where JSON escapes it', async () => {
    const escaped = token.replaceAll(/./g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const said = z.object({ said: z.string() });
    for (const one of [token, escaped]) {
      expect(await (await echo(`{"said":"Bearer ${one}"}`)).json(said, { path: '/a' })).toEqual({ said: 'Bearer ***' });
    }
    const { bytes } = await (await echo(`Bearer ${token}`)).bytes({ path: '/a' });
    expect(Buffer.from(bytes).toString()).toBe('Bearer ***');
  });

  it('in what is no JSON is in no error, and in no cause of it', async () => {
    const error = await expectTargetError((await echo(token.slice(0, 20))).json(ok, { path: '/a' }), 'Malformed');
    expect(error.message).not.toContain('sesame');
    expect(error.cause).toBeUndefined();
  });

  it('of a path and a query that are secret is in no error', async () => {
    const repeated = JSON.stringify({ code: 'gone', detail: 'no hook T0123456789 with K0123456789' });
    const http = await echo(repeated, { status: 500, hidePath: true });
    const error = await expectTargetError(http.bytes({ path: '', method: 'POST', body: '{}' }), 'Unreachable');
    expect(error.message).toContain('500 gone: no hook *** with ***');
  });
});
