import { expect, test } from '@jest/globals';
import type { Release } from '../../domain/packs.ts';
import { bad, broken, doubtful, receipt, sound, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { timeline, type At } from '../support/timeline.ts';

startSkippingTime();

/** The first rollback fails; meanwhile r4, which was sound when it was found, becomes what `r4Later` says. */
function failsOnce(r4Later: typeof sound): Partial<World> {
  let tries = 0;
  return {
    release: (_channel, of: Release) => (of.id === 'r5' ? bad(of) : of.id === 'r4' && tries === 1 ? r4Later(of) : sound(of)),
    rollBack: (paper, channel, _from, { id }) => {
      if (tries++ === 0) throw broken('the publisher answers 500');
      return receipt('rebind', paper, channel, id);
    },
  };
}

const retriedAt = (minute: number) => async (at: At) => {
  await at.asked("'Roll back (au-nsw)' failed");
  await at.minute(minute);
  await at.answers('ana', 'retry');
  await at.asked('Sign off');
  await at.answers('ivo', 'accept');
};
const bindings = (effects: readonly string[]) => effects.filter((effect) => /rollBack|release/.test(effect));

test.each([
  ['bad', bad],
  ['doubtful', doubtful],
])('a release that was sound when it was found, and is %s when people say to try again, is not bound: the next one is', async (_now, later) => {
  const seen = await timeline(failsOnce(later), retriedAt(20));
  expect(bindings(seen.effects)).toEqual([
    '0 release au-nsw',
    '0 rollBack au-nsw to r4',
    '20 release au-nsw',
    '20 release au-nsw',
    '20 rollBack au-nsw to r3',
    '20 release au-nsw',
  ]);
  expect(seen.outcome.because).toContain('back on r3');
  expect(seen.boards.after.done.map(({ action, subject }) => `${action} ${subject}`)).not.toContain('rebind r4');
});

test('one that is still sound is bound after another look; within five minutes the first look counts', async () => {
  const late = await timeline(failsOnce(sound), retriedAt(20));
  expect(bindings(late.effects)).toEqual([
    '0 release au-nsw',
    '0 rollBack au-nsw to r4',
    '20 release au-nsw',
    '20 rollBack au-nsw to r4',
    '20 release au-nsw',
  ]);
  const soon = await timeline(failsOnce(sound), retriedAt(3));
  expect(bindings(soon.effects)).toEqual(['0 release au-nsw', '0 rollBack au-nsw to r4', '3 rollBack au-nsw to r4', '3 release au-nsw']);
});
