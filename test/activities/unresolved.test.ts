import { expect, test } from '@jest/globals';
import type { World } from '../../activities/change.ts';
import { contain } from '../../activities/contain.ts';
import { TargetError } from '../../domain/target-error.ts';
import { channel, decided, evidenced, paper, platform, r4, r5, signed, type Mischief, type Platform } from './support.ts';

/** GOV-11: what a change fails with, and whether it may have taken effect all the same. */
async function failureOf(work: Promise<unknown>): Promise<Pick<TargetError, 'code' | 'unresolved'>> {
  const err: unknown = await work.catch((thrown: unknown) => thrown);
  if (!(err instanceof TargetError)) throw new Error(`no TargetError: ${String(err)}`);
  return { code: err.code, unresolved: err.unresolved };
}

const away = (): Promise<never> => Promise.reject(new TargetError('Unreachable', 'the publisher cannot be reached', { recoverable: true }));
const hold = (world: World) => contain(world).hold(paper(), channel);
const answering = (at: Platform, error: TargetError): World => ({
  ...at.world,
  publisher: { ...at.publisher, change: () => Promise.reject(error) },
});

test.each([
  ['Refused', false],
  ['Conflict', false],
  ['Unsupported', false],
  ['Unreachable', false],
  ['TimedOut', true],
] as const)('a change that the publisher answers with %s, and then knows nothing of, is unresolved: %s', async (code, unresolved) => {
  const at = await platform();
  expect(await failureOf(hold(answering(at, new TargetError(code, 'said so'))))).toEqual({ code, unresolved });
});

test('one that the publisher answered with an error of its own, though it did it, is found by its key', async () => {
  const at = await platform();
  at.mischief.push('times out after the effect');
  const change: World['publisher']['change'] = (where, request) =>
    at.publisher.change(where, request).catch(() => Promise.reject(new TargetError('Unreachable', 'answered 500', { recoverable: true })));
  expect(await hold({ ...at.world, publisher: { ...at.publisher, change } })).toMatchObject({ action: 'hold', subject: paper().holder });
  expect(at.moves()).toBe(1);
});

test('while the publisher cannot be asked what became of the key, it is: an attempt before may have sent it', async () => {
  const at = await platform();
  const world = { ...at.world, publisher: { ...at.publisher, outcome: away } };
  expect(await failureOf(hold(world))).toEqual({ code: 'Unreachable', unresolved: true });
  expect(at.calls).toEqual([]); // and nothing is sent
  const describe = { ...at.world, publisher: { ...at.publisher, describe: away } };
  expect(await failureOf(contain(describe).pin(evidenced('pin-1'), channel, r4.release))).toEqual({
    code: 'Unreachable',
    unresolved: true,
  });
});

test.each<[Mischief]>([['times out before it'], ['says done and does nothing']])('it is when the publisher %s', async (mischief) => {
  const at = await platform();
  at.mischief.push(mischief);
  expect(await failureOf(hold(at.world))).toMatchObject({ unresolved: true });
});

test('it is when it was done, and neither its pointer can be read nor its receipt be kept', async () => {
  const unread = await platform();
  const [origin] = unread.world.packs.origins;
  const pointer = () => (unread.moves() > 0 ? away() : origin!.pointer(channel));
  expect(await failureOf(hold({ ...unread.world, packs: { origins: [{ ...origin!, pointer }] } }))).toMatchObject({ unresolved: true });
  expect(unread.moves()).toBe(1);
  const unkept = await platform();
  const keep = () => Promise.reject(new TargetError('Full', 'the vault is full', { recoverable: true }));
  expect(await failureOf(hold({ ...unkept.world, vault: { ...unkept.vault, keep } }))).toEqual({ code: 'Full', unresolved: true });
  expect(unkept.moves()).toBe(1);
});

test('it is not when nothing was sent: the pointer cannot be read, somebody else moved it, or the decision does not allow it', async () => {
  const at = await platform();
  const [origin] = at.world.packs.origins;
  const unread = { ...at.world, packs: { origins: [{ ...origin!, pointer: away }] } };
  expect(await failureOf(hold(unread))).toEqual({ code: 'Unreachable', unresolved: false });
  const back = contain(at.world).rollBack(evidenced('back-1'), channel, [r4.release], r4.release);
  expect(await failureOf(back)).toEqual({ code: 'Raced', unresolved: false });
  const lift = contain(at.world).liftHold(signed(decided({ verdict: 'reject' })), channel, r5.release, channel);
  expect(await failureOf(lift)).toEqual({ code: 'NotAuthorized', unresolved: false });
  expect(at.moves()).toBe(0);
});

test('a case is unless it was refused: nobody can be asked for it by its key', async () => {
  const at = await platform();
  const open = (error: TargetError) => {
    const world = { ...at.world, cases: { ...at.world.cases, open: () => Promise.reject(error) } };
    return failureOf(contain(world).openCase(evidenced('case-1'), channel, 'fix it', 'for good'));
  };
  expect(await open(new TargetError('TimedOut', 'no answer'))).toMatchObject({ unresolved: true });
  expect(await open(new TargetError('Unreachable', 'answered 500'))).toMatchObject({ unresolved: true });
  expect(await open(new TargetError('Refused', 'answered 422'))).toMatchObject({ unresolved: false });
  const world = { ...at.world, cases: { ...at.world.cases, read: away } };
  expect(await failureOf(contain(world).openCase(evidenced('case-1'), channel, 'fix it', 'for good'))).toMatchObject({ unresolved: true });
});
