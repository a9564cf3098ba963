import { expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import type { Release } from '../../domain/packs.ts';
import { recordOf } from '../../domain/record.ts';
import { TargetError } from '../../domain/target-error.ts';
import { bad, broken, receipt, sound, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { timeline } from '../support/timeline.ts';

startSkippingTime();

const judged = (_channel: unknown, of: Release) => (of.id === 'r5' ? bad(of) : sound(of));
const refuse = () => {
  throw broken('the publisher says no');
};

/** No answer came, and the publisher could not be asked what became of it. */
const unheard = () => {
  throw new TargetError('TimedOut', 'no answer came in time', { unresolved: true });
};

test('a change of which nobody knows whether it took effect is unresolved on the board until a retry knows (GOV-11)', async () => {
  let tries = 0;
  const rollBack: World['rollBack'] = (paper, channel, _from, { id }) =>
    tries++ === 0 ? unheard() : receipt('rebind', paper, channel, id);
  const seen = await timeline({ release: judged, rollBack }, async (at) => {
    const { text, plan } = await at.asked("'Roll back (au-nsw)' failed");
    expect(text).toContain('no answer came in time. Whether it took effect is NOT KNOWN. Try again?');
    expect(plan['retry']?.before).toContain('Whether it took effect is NOT KNOWN');
    expect((await at.board()).unresolved).toEqual([
      { key: expect.stringMatching(/~Roll-back~/), step: 'Roll back', why: 'no answer came in time', at: expect.any(Number) },
    ]);
    await at.answers('ana', 'retry');
    await at.asked('Sign off');
    expect((await at.board()).unresolved).toEqual([]);
    await at.answers('ivo', 'accept');
  });
  expect(seen.outcome.ending).toBe('closed');
  expect(recordOf('INC-1', seen.timeline).unresolved).toEqual([]);
});

test('handed over unresolved, board, reason and record say so; refused, it is resolved: it was not done', async () => {
  const openly = await timeline({ release: judged, rollBack: unheard }, async (at) => {
    await at.asked("'Roll back (au-nsw)' failed");
    await at.answers('ana', 'hand-over');
  });
  const because = "'Roll back (au-nsw)' failed: no answer came in time. Whether it took effect is NOT KNOWN; handed over by ana";
  expect(openly.outcome).toMatchObject({ ending: 'handed-over', because });
  const [one] = recordOf('INC-1', openly.timeline).unresolved;
  expect(one).toMatchObject({
    step: 'Roll back',
    why: 'no answer came in time',
    key: openly.papers.find(({ call }) => call === 'rollBack')!.key,
  });
  expect(openly.boards.after.unresolved).toHaveLength(1);

  let tries = 0;
  const refused = await timeline({ release: judged, rollBack: () => (tries++ === 0 ? unheard() : refuse()) }, async (at) => {
    const { asking } = await at.asked("'Roll back (au-nsw)' failed: no answer");
    await at.answers('ana', 'retry', { asking });
    await at.asked("'Roll back (au-nsw)' failed: the publisher says no. Try again?");
    await at.answers('ana', 'hand-over');
  });
  expect(recordOf('INC-1', refused.timeline).unresolved).toEqual([]);
});

test('a change whose worker never said how it ended, or that a bug broke off, is unresolved; a check is not', async () => {
  const bug = () => {
    throw ApplicationFailure.nonRetryable('cannot read properties of undefined', 'TypeError');
  };
  const change = await timeline({ release: judged, rollBack: bug }, async (at) => {
    await at.asked('Whether it took effect is NOT KNOWN');
    await at.answers('ana', 'hand-over');
  });
  expect(recordOf('INC-1', change.timeline).unresolved).toHaveLength(1);
  const check = await timeline({ release: judged, snapshot: bug }, async (at) => {
    await at.asked("'Snapshot the evidence' failed");
    await at.answers('ana', 'hand-over');
  });
  expect(recordOf('INC-1', check.timeline).unresolved).toEqual([]);
});
