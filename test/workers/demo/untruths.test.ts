import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { untruths } from '../../../workers/demo/untruths.ts';
import type { StagingProcess } from '../../../workers/embedded/staging-process.ts';

// A demo that ended as a false alarm leaves readers wrong: the next one must not show ticks over that.
let platform: FastifyInstance;
let served: Record<string, string>;
let staging: StagingProcess;
beforeEach(async () => {
  served = { fire: 'no', water: 'yes' };
  platform = fastify();
  platform.get('/source/acme/au-nsw', async () => ({
    rules: [
      { rule_id: 'fire', answer: 'no' },
      { rule_id: 'water', answer: 'yes' },
    ],
  }));
  platform.get<{ Params: { rule: string } }>('/v1/channels/acme/staging/au-nsw/rules/:rule', async ({ params: { rule } }) => ({
    release_id: '2026.06',
    artifact_id: 'a'.repeat(64),
    rule: { rule_id: rule, answer: served[rule] },
  }));
  const url = await platform.listen({ host: '127.0.0.1', port: 0 });
  staging = { staging: url, readers: [{ name: 'reader-1', url }] } as unknown as StagingProcess;
});
afterEach(() => platform.close());

test('readers that serve what the official source says are told no untruth', async () => {
  expect(await untruths(staging)).toEqual([]);
});

test('any rule that a reader serves otherwise is one, also one that the demo did not ask for', async () => {
  served['water'] = 'no';
  expect(await untruths(staging)).toEqual(['reader-1 on water: "no", and the official source says "yes"']);
});
