import { expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import type { Board } from '../../domain/board.ts';
import type { TemporalIncidents } from '../../contracts/temporal-incidents.ts';
import { aFewAtATime } from '../../gateway/a-few-at-a-time.ts';
import { incidentRoutes } from '../../gateway/incident-routes.ts';

/** A gateway over incidents whose boards are answered only when told. */
function world() {
  const asked: ((board: Board) => void)[] = [];
  const incidents = {
    find: async (id: string) => ({ workflowId: id, runId: 'run-1' }),
    board: () => new Promise<Board>((resolve) => void asked.push(resolve)),
    list: async () => [],
  } as unknown as TemporalIncidents;
  const gateway = fastify();
  incidentRoutes(gateway, incidents, []);
  return { gateway, asked };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('however many look at boards, Temporal is asked for sixteen at a time, and each is answered in its turn', async () => {
  const { gateway, asked } = world();
  const looks = Array.from({ length: 100 }, (_, index) => gateway.inject(`/incidents/INC-${index}`));
  const answered: number[] = [];
  looks.forEach((look, index) => void look.then(() => answered.push(index)));
  let given = 0;
  while (given < 100) {
    while (asked.length === given) await settled();
    await settled();
    expect(asked.length - given).toBeLessThanOrEqual(16);
    asked[given++]!({ incident: 'INC' } as Board);
  }
  expect((await Promise.all(looks)).map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 100 }, () => 200));
  expect(answered).toEqual(Array.from({ length: 100 }, (_, index) => index));
  await gateway.close();
});

test('one that fails, or that nobody waits for any more, makes room for the next', async () => {
  const inTurn = aFewAtATime(1);
  const done: string[] = [];
  const all = [
    inTurn(
      () => Promise.reject(new Error('away')),
      () => false,
    ),
    inTurn(
      async () => done.push('left'),
      () => true,
    ),
    inTurn(
      async () => done.push('last'),
      () => false,
    ),
  ];
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(done).toEqual(['last']);
});
