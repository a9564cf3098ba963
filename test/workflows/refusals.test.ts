import { expect, test } from '@jest/globals';
import { startSkippingTime } from '../support/time-skipping.ts';
import { refused, timeline, type Seen } from '../support/timeline.ts';
import { until } from '../support/until.ts';

startSkippingTime();

const lines = (seen: Seen) => seen.timeline.filter(({ kind }) => kind === 'refused').length;
const floods = (seen: Seen) => seen.timeline.flatMap((entry) => (entry.kind === 'flood' ? [[entry.refused, entry.untold]] : []));

test('the first 50 refusals have a line each; from then on they are counted exactly, and told together and at the end', async () => {
  const seen = await timeline({}, async (at) => {
    await at.asked();
    await at.alerts(...Array.from({ length: 20_000 }, () => null));
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
  const checks = { alone: 0, together: 0 };
  const person = { name: 'ana', roles: ['on-call'] };
  const world = {
    answer: () => (checks.alone++, { person }),
    statement: () => (checks.alone++, { person }),
    signatures: (signed: readonly unknown[]) => (checks.together++, signed.map(() => (checks.together === 1 ? 'UnknownKey' : person))),
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
  expect(checks).toEqual({ alone: 0, together: 3 });
  expect(seen.timeline).toContainEqual(expect.objectContaining({ kind: 'stated', text: 'a flood' }));
  expect(seen.outcome.ending).toBe('false-alarm');
});

test('many at once are checked together before any is refused: a burst schedules no activity for each', async () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const checks = { alone: 0, together: 0 };
  const world = {
    answer: async () => {
      checks.alone += 1;
      await opened;
      return { refusal: { code: 'UnknownKey', message: 'no' } };
    },
    signatures: (signed: readonly unknown[]) => ((checks.together += signed.length), signed.map(() => 'UnknownKey')),
  };
  await timeline(world, async (at) => {
    const forgery = await at.answerOf('mallory', 'bad');
    for (let sent = 0; sent < 30; sent++) await at.signals(forgery);
    await until(
      async () => checks.together,
      (together) => together === 20,
    );
    open();
    await at.handle.terminate('the test is over');
  }).catch(() => undefined); // terminated, it has no result
  expect(checks).toEqual({ alone: 10, together: 20 });
});
