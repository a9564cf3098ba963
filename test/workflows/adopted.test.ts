import { expect, test } from '@jest/globals';
import { receipt, release, soundWorld } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { timeline } from '../support/timeline.ts';
import type { ChannelState } from '../../domain/packs.ts';

startSkippingTime();

test('what an incident before held and rolled back to is told to whoever is asked now (promise 9)', async () => {
  const marked =
    (pinned: string): typeof soundWorld.active =>
    (channels) =>
      (soundWorld.active(channels) as readonly ChannelState[]).map((state) => ({
        ...state,
        pinned: [pinned],
        quarantined: ['r6', 'r7', 'r8', 'r9'],
      }));
  const hold: typeof soundWorld.hold = (paper, channel) => ({ ...receipt('hold', paper, channel, paper.holder), already: true, since: 42 });
  await timeline({ hold, active: marked(release('r5').id) }, async (at) => {
    const { plan } = await at.asked('Is the active release bad?');
    expect(plan['bad']!.before).toBe('au-nsw serves r5, which is pinned as good; quarantined: r7, r8, r9; new releases are held');
    expect((await at.board()).held).toMatchObject([{ since: 42, adopted: true }]);
    await at.answers('ana', 'false-alarm');
  });
  await timeline({ active: marked('r4') }, async (at) => {
    const { plan } = await at.asked('Is the active release bad?');
    expect(plan['bad']!.before).toBe('au-nsw serves r5; quarantined: r7, r8, r9; new releases are held');
    expect((await at.board()).held).toEqual([expect.not.objectContaining({ adopted: true })]);
    await at.answers('ana', 'false-alarm');
  });
});
