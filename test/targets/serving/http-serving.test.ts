import type { FastifyReply } from 'fastify';
import { expect, it } from '@jest/globals';
import { httpServing } from '../../../targets/serving/http-serving.ts';
import { servingContract, type Reader } from '../contract/serving.ts';
import { channel, pack, type BuiltPack } from '../support/pack-store.ts';
import { serve } from '../support/server.ts';

async function world(serves: BuiltPack) {
  const reader: Reader = { serves };
  const state = { foreignCalls: 0 };
  const foreign = await serve((server) => server.get('/*', () => (state.foreignCalls += 1)));
  const answer = (path: string, reply: FastifyReply, good: () => unknown): unknown => {
    reader.before?.(path);
    if (reader.trouble?.path !== path) return good();
    if (reader.trouble.how === 'down') return reply.status(503).send({ code: 'down' });
    if (reader.trouble.how === 'redirect') return reply.redirect(foreign);
    if (reader.trouble.how === 'no json') return reply.type('application/json').send('<html>');
    if (reader.trouble.how === 'oversize') return reply.send(Buffer.alloc(3_000_000, 32));
    reply.hijack();
    if (reader.trouble.how === 'cut') reply.raw.destroy();
    if (reader.trouble.how === 'drip') {
      reply.raw.writeHead(200);
      const timer = setInterval(() => reply.raw.write(' '), 5);
      reply.raw.on('close', () => clearInterval(timer));
    }
    return reply;
  };
  const url = await serve((server) => {
    const base = `/v1/channels/${channel.tenant}/${channel.environment}/${channel.name}`;
    const of = () => ({ release_id: reader.serves.release.id, artifact_id: reader.serves.release.artifact });
    const rule = () => (JSON.parse(reader.serves.files['rules.json'] ?? '{}') as { R1: unknown }).R1;
    server.get(`${base}/manifest`, (_, reply) =>
      answer('manifest', reply, () => ({ ...of(), generation: 3, manifest: reader.manifest ?? reader.serves.manifest })),
    );
    server.get(`${base}/resolve`, (_, reply) =>
      answer('resolve', reply, () => ({ ...of(), rule_id: reader.resolves === undefined ? 'R1' : reader.resolves })),
    );
    server.get(`${base}/rules/R1`, (_, reply) => answer('rules', reply, () => ({ ...of(), rule: reader.rule ?? rule() })));
    server.get(`${base}/files/*`, ({ params }, reply) =>
      answer('files', reply, () => reply.send(reader.file ?? Buffer.from(reader.serves.files[(params as { '*': string })['*']] ?? ''))),
    );
  });
  const serving = httpServing({
    readers: [
      { name: 'reader-1', url: 'http://127.0.0.1:9' },
      { name: 'reader-2', url },
    ],
    propagationWindow: 1_000,
    time: 400,
    fileBytes: 2_000_000,
  });
  return { serving, reader, state };
}

servingContract('serving over HTTP', world);

it('says of a reader that nothing listens at that it cannot be reached, and takes no longer than it may', async () => {
  const built = pack('2026.06');
  const { serving, reader } = await world(built);
  const findings = await serving.ask('reader-1', channel, built.expected);
  expect(findings.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  expect(findings[0]?.why).toContain('cannot be reached');
  reader.trouble = { path: 'manifest', how: 'silent' };
  const began = performance.now();
  await serving.ask('reader-2', channel, built.expected);
  expect(performance.now() - began).toBeLessThan(2_000);
});

it('never calls the host that a reader redirects to', async () => {
  const built = pack('2026.06');
  const { serving, reader, state } = await world(built);
  reader.trouble = { path: 'manifest', how: 'redirect' };
  expect((await serving.ask('reader-2', channel, built.expected))[0]?.why).toContain('is not allowed');
  expect(state.foreignCalls).toBe(0);
});
