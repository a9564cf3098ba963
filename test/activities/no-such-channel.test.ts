import { expect, test } from '@jest/globals';
import type { World } from '../../activities/change.ts';
import { contain } from '../../activities/contain.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { PackOrigin, Publisher } from '../../targets/targets.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { channel, paper, platform, type Platform } from './support.ts';

const missing = new TargetError('NotFound', 'au-nsw has no pointer at west');
const away = new TargetError('Unreachable', 'its folder is not there', { recoverable: true });
const failing = (at: Platform, err: TargetError): PackOrigin => ({ ...at.world.packs.origins[0]!, pointer: () => Promise.reject(err) });
const read = (at: Platform, origins: readonly PackOrigin[], publisher: Publisher = at.publisher): World => ({
  ...at.world,
  packs: { origins },
  publisher,
});

test('a channel that every origin was asked about and none has is said to be none before anything is sent', async () => {
  const at = await platform();
  const err = await expectTargetError(contain(read(at, [failing(at, missing)])).hold(paper(), channel), 'NoSuchChannel');
  expect(err.message).toBe(missing.message);
  expect(at.calls).toEqual(['outcome hold-1']);
});

test.each([
  ['first', [away, missing]],
  ['last', [missing, away]],
])('an origin that cannot be asked, the %s, makes the channel unreachable, never unknown', async (_, failures) => {
  const at = await platform();
  const world = read(
    at,
    failures.map((err) => failing(at, err)),
  );
  expect((await expectTargetError(contain(world).hold(paper(), channel), 'Unreachable')).recoverable).toBe(true);
  expect(at.calls).toEqual(['outcome hold-1']);
});

test('a hold that is on and whose earlier generation no origin has is tried again, and never said to be on no channel', async () => {
  const at = await platform();
  const lies: Publisher = {
    ...at.publisher,
    change: async (...asked) => ({ ...(await at.publisher.change(...asked)), generation_before: 999_999 }),
  };
  const world = read(at, at.world.packs.origins, lies);
  expect((await expectTargetError(contain(world).hold(paper(), channel), 'Unreachable')).recoverable).toBe(true);
  expect(at.pointer().holds).toHaveLength(1);
});

test('a pointer that is gone from every origin once the hold was sent is tried again too, then and on the next attempt', async () => {
  const at = await platform();
  const [east] = at.world.packs.origins;
  const gone: PackOrigin = {
    ...east!,
    pointer: (...asked) => (at.moves() === 0 ? east!.pointer(...asked) : Promise.reject(missing)),
    pointers: (...asked) => (at.moves() === 0 ? east!.pointers(...asked) : none()),
  };
  for (let attempt = 0; attempt < 2; attempt++) {
    expect((await expectTargetError(contain(read(at, [gone])).hold(paper(), channel), 'Unreachable')).recoverable).toBe(true);
  }
  expect(at.calls).toEqual(['outcome hold-1', 'hold hold-1', 'outcome hold-1']);
});

test('a publisher that knows no such channel is asked for the key first, and then believed', async () => {
  const at = await platform();
  const refusing: Publisher = { ...at.publisher, change: () => Promise.reject(new TargetError('NotFound', 'publisher answered 404')) };
  await expectTargetError(contain(read(at, at.world.packs.origins, refusing)).hold(paper(), channel), 'NoSuchChannel');
  expect(at.calls).toEqual(['outcome hold-1', 'outcome hold-1']);
});

// eslint-disable-next-line @typescript-eslint/require-await -- as an origin answers
async function* none(): AsyncGenerator<never> {
  yield* [];
}
