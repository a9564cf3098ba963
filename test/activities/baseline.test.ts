import { expect, test } from '@jest/globals';
import { contain } from '../../activities/contain.ts';
import { probe } from '../../activities/probe.ts';
import type { Decision, Plan } from '../../domain/decisions.ts';
import type { Proof, Release } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { channel, decided, evidenced, platform, r5, signed, type Platform } from './support.ts';

// BK-BP3: the tenant's baseline instead of the channel's own releases, by decision only.
const baseline = { ...channel, name: 'baseline' };
const effect = { target: 'au-nsw', before: '', after: '', affects: '', undo: '' };
const plan: Plan = { accept: { ...effect, baselines: [channel] }, reject: effect };
const decision = () => decided({ plan });
const serve = ({ world }: Platform, by: Decision, about = channel) =>
  contain(world).serveBaseline(signed(by, 'baseline-1'), about, baseline);

test('a decision that names the channel serves its baseline: the pointer shows it, and the receipt says who ordered it', async () => {
  const at = await platform();
  const receipt = await serve(at, decision());
  expect(at.pointer().baseline_only).toBe('baseline');
  expect(receipt).toMatchObject({ action: 'baseline', subject: 'baseline', by: ['ivo'], evidence: { where: 'vault' }, already: false });
  expect(at.pointer().current.release_id).toBe('r5'); // its own pointer does not go back, and does not go on
});

test('done twice under one key it moves the pointer once, also when the answer was lost on the way', async () => {
  const at = await platform();
  at.mischief.push('times out after the effect');
  await serve(at, decision());
  await serve(at, decision());
  expect(at.moves()).toBe(1);
});

test('a publisher that answers that it is done and does nothing is not believed', async () => {
  const at = await platform();
  at.mischief.push('says done and does nothing');
  const error = await expectTargetError(serve(at, decision()), 'Refused');
  expect(error.message).toContain('does not show it');
});

const forged = (changes: object): Decision => ({ ...decision(), ...changes }) as Decision;
test.each<[string, Decision, string]>([
  [
    'a plan that lifts the hold, and names no baseline',
    decided({ plan: { accept: { ...effect, lifts: [channel] }, reject: effect } }),
    'does not allow serving the baseline',
  ],
  ['another verdict', decided({ plan, verdict: 'reject' }), 'does not allow serving the baseline'],
  ['no answers', forged({ answers: [] }), 'has no signed answer of ivo'],
  ['an answer by a key that the roster does not know', decided({ plan, by: 'mallory' }), 'no longer counts'],
  ['an answer for another incident', decided({ plan, about: 'INC-OTHER' }), 'was signed for INC-OTHER'],
  ['a plan that was widened after it was signed', forged({ plan: { ...plan, more: plan['accept'] } }), 'no longer counts'],
])('a decision with %s serves nothing, and asks nothing of the publisher', async (_title, by, why) => {
  const at = await platform();
  const error = await expectTargetError(serve(at, by), 'NotAuthorized');
  expect(error.message).toContain(why);
  expect([at.moves(), at.calls]).toEqual([0, []]);
});

test.each([
  ['name', { ...channel, name: 'au-vic' }],
  ['tenant', { ...channel, tenant: 'other' }],
  ['environment', { ...channel, environment: 'staging' }],
])('a decision about one channel serves nothing on one of another %s', async (_part, other) => {
  const at = await platform();
  await expectTargetError(serve(at, decision(), other), 'NotAuthorized');
  expect(at.calls).toEqual([]);
});

test('a rollback to a release of its own ends it', async () => {
  const at = await platform();
  await serve(at, decision());
  await contain(at.world).rollBack(evidenced('rebind-1'), channel, [r5.release], r5.release);
  expect(at.pointer().baseline_only).toBeNull();
});

interface Found {
  readonly verdict?: Proof['verdict'];
  readonly can?: boolean;
  readonly of?: Channel | null;
}

/** What `probe.baseline` finds, and what was judged, where the platform says this of its baseline. */
async function found({ verdict = 'sound', can = true, of = channel }: Found) {
  const { world, description } = await platform();
  const judged: [Channel, Release][] = [];
  const publisher = {
    ...world.publisher,
    describe: () => Promise.resolve({ ...description, actions: can ? [...description.actions, 'baseline' as const] : description.actions }),
    cover: () => Promise.resolve({ channels: [channel], baseline: of }),
  };
  const judge = {
    prove: (about: Channel, release: Release) => {
      judged.push([about, release]);
      return Promise.resolve({ release, verdict, because: '', findings: [] });
    },
    candidates: () => Promise.reject(new Error('not asked')),
    expected: () => Promise.reject(new Error('not asked')),
  };
  const controls = { stopped: () => Promise.resolve(null), handsLeft: () => Promise.resolve([]) };
  return { baseline: await probe({ ...world, publisher, judge, controls }).baseline(channel), judged };
}

test('a baseline is found where the platform has one, can serve it, and its active release verifies now', async () => {
  const { baseline: it, judged } = await found({});
  expect(it).toEqual({ channel, release: r5.release });
  expect(judged).toEqual([[channel, r5.release]]);
});

test.each<[string, Found, number]>([
  ['the platform has none', { of: null }, 0],
  ['the platform cannot serve one', { can: false }, 0],
  ['it is of another tenant (KOA-P5)', { of: { ...channel, tenant: 'other' } }, 0],
  ['it is of another environment (KOA-P5)', { of: { ...channel, environment: 'staging' } }, 0],
  ['its release is bad', { verdict: 'bad' }, 1],
  ['its release could not be judged (BK-P1)', { verdict: 'doubtful' }, 1],
])('there is no baseline where %s', async (_why, world, judgements) => {
  const { baseline: it, judged } = await found(world);
  expect(it).toBeNull();
  expect(judged).toHaveLength(judgements);
});
