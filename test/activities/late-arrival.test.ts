import { expect, test } from '@jest/globals';
import type { World } from '../../activities/change.ts';
import { contain } from '../../activities/contain.ts';
import type { ChangeRequest } from '../../contracts/platform-api.ts';
import { TargetError } from '../../domain/target-error.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { channel, evidenced, holder, paper, platform, r4, r5, type Platform } from './support.ts';

/** What an attempt sent before it died gets to the platform just after the next attempt has looked for it; `refusal` meets the second request. */
function lateAfterTheLook({ world, publisher }: Platform, late: ChangeRequest, refusal: TargetError): World {
  let looks = 0;
  return {
    ...world,
    publisher: {
      ...publisher,
      outcome: async (...asked) => {
        const seen = await publisher.outcome(...asked);
        if (looks++ === 0) await publisher.change(channel, late);
        return seen;
      },
      change: () => Promise.reject(refusal),
    },
  };
}

const common = { expected_generation: 3, by: 'holdfast', reason: 'INC-7Q2M4K: wrong rules' };
const reused = new TargetError('Refused', 'publisher answered 422 key-reused: key came with another change before');
const moved = new TargetError('Conflict', 'publisher answered 409 generation-conflict', { recoverable: true });

test.each([
  ['its key was used before', reused],
  ['the generation moved on', moved],
])(
  'a hold whose first request arrives after the look at its key is found by that key when the second is told that %s',
  async (_, refusal) => {
    const at = await platform();
    const found = await at.world.packs.origins[0]!.pointer(channel);
    const late: ChangeRequest = { ...common, key: 'hold-1', action: 'hold', name: holder, notice: '' };
    const receipt = await contain(lateAfterTheLook(at, late, refusal)).hold(paper(), channel);
    expect(at.calls).toEqual(['outcome hold-1', 'hold hold-1', 'outcome hold-1']);
    expect(at.moves()).toBe(1);
    expect(receipt).toMatchObject({ before: 'generation 3, r5', after: 'generation 4, r5', audit: { id: 'audit/4' } });
    expect(Buffer.from(receipt.found!, 'base64')).toEqual(Buffer.from(found.value.bytes)); // as it was before the hold, not after
  },
);

test('so is a rollback, and it is not taken for somebody else’s move', async () => {
  const at = await platform();
  const to = { release_id: r4.release.id, artifact_id: r4.release.artifact };
  const late: ChangeRequest = { ...common, ...to, key: 'back-1', action: 'rebind' };
  const receipt = await contain(lateAfterTheLook(at, late, reused)).rollBack(evidenced('back-1'), channel, [r5.release], r4.release);
  expect(at.moves()).toBe(1);
  expect(receipt).toMatchObject({ before: 'generation 3, r5', after: 'generation 4, r4' });
});

test('a write that is refused, and of whose key the platform knows nothing, stays refused', async () => {
  const at = await platform();
  const world = { ...at.world, publisher: { ...at.publisher, change: () => Promise.reject(reused) } };
  await expectTargetError(contain(world).hold(paper(), channel), 'Refused');
  expect(at.moves()).toBe(0);
});
