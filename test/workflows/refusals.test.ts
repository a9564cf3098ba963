import { expect, test } from '@jest/globals';
import type { World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { refused, timeline, type Seen } from '../support/timeline.ts';
import { until } from '../support/until.ts';

startSkippingTime();

const lines = (seen: Seen) => seen.timeline.filter(({ kind }) => kind === 'refused').length;
const floods = (seen: Seen) => seen.timeline.flatMap((entry) => (entry.kind === 'flood' ? [[entry.refused, entry.untold]] : []));

test('the first 50 refusals have a line each; from then on they are counted exactly, and told together and at the end', async () => {
  const seen = await timeline({}, async (at) => {
    await at.asked();
    for (let sent = 0; sent < 20_000; sent += 500) await at.alerts(...Array.from({ length: 500 }, () => null));
    await at.answers('ana', 'false-alarm');
  });
  expect(lines(seen)).toBe(50);
  expect(floods(seen)).toEqual([
    [100, { Malformed: 50 }],
    [1_000, { Malformed: 900 }],
    [10_000, { Malformed: 9_000 }],
    [20_000, { Malformed: 10_000 }],
  ]);
  expect(seen.timeline.at(-1)).toMatchObject({ kind: 'ended' });
});

test('a flood of one kind bounds the others too, and each code is counted by itself', async () => {
  const seen = await timeline({}, async (at) => {
    await at.asked();
    await at.alerts(...Array.from({ length: 50 }, () => null));
    for (const asking of [7, 8]) await refused(at.answers('ana', 'bad', { asking }), 'NotOpen');
    await refused(at.handle.executeUpdate('state', { args: [null] }), 'Malformed');
    await at.answers('ana', 'false-alarm');
  });
  expect(floods(seen)).toEqual([[53, { NotOpen: 2, Malformed: 1 }]]);
});

test('without a flood nothing is summed up', async () => {
  const seen = await timeline({}, async (at) => {
    await refused(at.answers('eve', 'bad'), 'WrongRole');
    await at.answers('ana', 'false-alarm');
  });
  expect(floods(seen)).toEqual([]);
});

test('in a flood what is signed is checked together: bad ones are told their code, and good answers and statements count', async () => {
  const checks = { alone: 0, looks: 0 };
  const person = { name: 'ana', roles: ['on-call'] };
  const world: Partial<World> = {
    answer: () => (checks.alone++, { person }),
    statement: () => (checks.alone++, { person }),
    signatures: (signed) => {
      checks.looks += 1;
      return signed.map((one) => (one.kind === 'answer' && one.answer.signature === 'mallory' ? 'UnknownKey' : person));
    },
  };
  const seen = await timeline(world, async (at) => {
    await at.asked();
    await at.alerts(...Array.from({ length: 50 }, () => null));
    await refused(at.answers('mallory', 'bad'), 'UnknownKey');
    const { incident } = await at.board();
    const note = { kind: 'note', incident, text: 'a flood', at: '', nonce: 'note-0001', signature: 'ana' };
    await at.handle.executeUpdate('state', { args: [note] });
    await at.answers('ana', 'false-alarm');
  });
  expect(checks.alone).toBe(0);
  expect(checks.looks).toBeGreaterThanOrEqual(3); // one may be taken again when its task is lost
  expect(seen.timeline).toContainEqual(expect.objectContaining({ kind: 'stated', text: 'a flood' }));
  expect(seen.outcome.ending).toBe('false-alarm');
});

test('many at once are checked together before any is refused: a burst schedules no activity for each', async () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let alone = 0;
  const together = new Set<string>(); // a look may be taken again when its task is lost
  const world: Partial<World> = {
    answer: async () => {
      alone += 1;
      await opened;
      return { refusal: { code: 'UnknownKey', message: 'no' } };
    },
    signatures: (signed) => signed.map((one) => (together.add(one.kind === 'answer' ? one.answer.nonce : ''), 'UnknownKey')),
  };
  await timeline(world, async (at) => {
    const forgery = await at.answerOf('mallory', 'bad');
    for (let sent = 0; sent < 30; sent++) await at.signals({ ...forgery, nonce: `forged-${sent}` });
    await until(
      async () => together.size,
      (size) => size === 20,
      50_000,
    );
    open();
    await at.handle.terminate('the test is over');
  }).catch(() => undefined); // terminated, it has no result
  expect([alone, together.size]).toEqual([10, 20]);
});
