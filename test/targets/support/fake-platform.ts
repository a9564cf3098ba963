import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Case, Change } from '../../../contracts/platform-api.ts';
import { caseRequestSchema, changeRequestSchema } from '../../../contracts/platform-api.ts';
import { serve } from './server.ts';

export const token = 'platform-token-0123456789';
/** How the platform misbehaves: after taking effect, or instead of an answer. */
export type Mischief =
  | 'none'
  | 'silent after effect'
  | 'cut after effect'
  | 'unreadable after effect'
  | 'endless after effect'
  | 'another key'
  | 'redirect'
  | 'drip'
  | 'oversize'
  | 'no json'
  | 'other json'
  | 'down';

const audit = (action: string) => ({ id: 'audit-1', at: '2026-06-01T00:00:00Z', actor: 'holdfast', action, digest: 'sha256:00' });

/**
 * A small publisher and case system that behave as contracts/platform-api.ts says, and misbehave on request. Counts effects. `describesToAll`:
 * `/v1/describe` takes no token, as some platforms have it.
 */
export async function fakePlatform(describesToAll = false, actions: readonly string[] = ['hold', 'lift', 'rebind', 'quarantine']) {
  const state = {
    mischief: 'none' as Mischief,
    generation: 4,
    effects: 0,
    calls: 0,
    foreignCalls: 0,
    changes: new Map<string, Change>(),
    cases: new Map<string, Case>(),
  };
  const foreign = await serve((server) => server.all('/*', () => ({ calls: (state.foreignCalls += 1) })));

  function answer(reply: FastifyReply, good: object): unknown {
    if (state.mischief === 'none') return good;
    if (state.mischief === 'another key') return { ...good, key: 'another' };
    if (state.mischief === 'redirect') return reply.redirect(`${foreign}/elsewhere`, 307);
    if (state.mischief === 'down') return reply.status(503).send({ code: 'down' });
    if (state.mischief === 'no json' || state.mischief === 'unreadable after effect') return reply.type('application/json').send('<html>');
    if (state.mischief === 'other json') return { surprise: true };
    if (state.mischief === 'oversize') return { ...good, padding: 'x'.repeat(5_000_000) };
    if (state.mischief === 'endless after effect')
      return reply.type('application/json').send(Readable.from(Array.from({ length: 80 }, () => 'x'.repeat(65_536)))); // says no length
    reply.hijack();
    if (state.mischief === 'cut after effect') reply.raw.destroy();
    if (state.mischief === 'drip') drip(reply);
    return reply;
  }

  const url = await serve((server) => {
    server.addHook('onRequest', async (request, reply) => {
      state.calls += 1;
      if (describesToAll && request.url === '/v1/describe') return;
      if (request.headers.authorization !== `Bearer ${token}`) await reply.status(401).send({ code: 'unauthenticated' });
    });
    server.get('/v1/describe', (_, reply) =>
      answer(reply, {
        actions,
        evidence: ['build-record'],
        absent: [{ item: 'render', reason: 'none' }],
      }),
    );
    server.get('/v1/scopes/:tenant/:environment/:kind/:name', ({ params }, reply) => {
      const { tenant, environment, name } = params as Record<string, string>;
      if (name === 'nowhere') return reply.status(404).send({ code: 'unknown-scope' });
      return answer(reply, { channels: [{ tenant, environment, name }], baseline: null });
    });
    server.get('/v1/evidence/:tenant/:environment/:channel/:item', ({ params }, reply) => {
      const { item } = params as Record<string, string>;
      if (item === 'large') return Buffer.alloc(4 * 1_048_576 + 1);
      return item === 'build-record' ? Buffer.from('found') : reply.status(404).send({ code: 'unknown-item' });
    });
    changes(server);
    cases(server);
  });

  function changes(server: FastifyInstance): void {
    const path = '/v1/channels/:tenant/:environment/:channel/changes';
    server.post(path, (request, reply) => {
      const asked = changeRequestSchema.parse(request.body);
      const seen = state.changes.get(asked.key);
      if (seen) return answer(reply, seen);
      if (asked.expected_generation !== state.generation)
        return reply.status(409).send({ code: 'generation-conflict', generation: state.generation });
      if (asked.action === 'rebind' && asked.release_id === 'unknown')
        return reply.status(422).send({ code: 'unknown-release', detail: 'never current' });
      if (asked.action === 'pin') return reply.status(422).send({ code: 'unsupported' });
      const change = {
        key: asked.key,
        action: asked.action,
        generation_before: state.generation,
        generation_after: state.generation + 1,
        already: false,
        audit_event: audit(asked.action),
      };
      state.generation += 1;
      state.effects += 1;
      state.changes.set(asked.key, change);
      return answer(reply, change);
    });
    server.get(`${path}/:key`, (request, reply) => {
      const change = state.changes.get((request.params as { key: string }).key);
      return change ? answer(reply, change) : reply.status(404).send({ code: 'unknown-key' });
    });
  }

  function cases(server: FastifyInstance): void {
    server.post('/v1/cases', (request, reply) => {
      const asked = caseRequestSchema.parse(request.body);
      const there = state.cases.get(asked.key);
      if (there) return answer(reply, there);
      state.effects += 1;
      const { key, title, incident, channel } = asked;
      const opened: Case = {
        id: `CASE-${state.cases.size + 1}`,
        key,
        title,
        incident,
        channel,
        status: 'open',
        opened_at: '2026-06-01T00:00:00Z',
        url: 'http://cases/1',
      };
      state.cases.set(key, opened);
      return answer(reply, opened);
    });
    server.get('/v1/cases/:id', (request, reply) => {
      const found = [...state.cases.values()].find(({ id }) => id === (request.params as { id: string }).id);
      return found ? answer(reply, found) : reply.status(404).send({ code: 'unknown-case' });
    });
  }

  return { url, state };
}

function drip({ raw }: FastifyReply): void {
  raw.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => raw.write(' '), 5);
  raw.on('close', () => clearInterval(timer));
}
