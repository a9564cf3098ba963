import { expect, test } from '@jest/globals';
import { contain } from '../../activities/contain.ts';
import type { Decision } from '../../domain/decisions.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { channel, decided, holder, incident, liftPlan, paper, platform, r4, r5, signed } from './support.ts';

const held = async () => {
  const at = await platform();
  at.move(() => ({ holds: [hold('production~acme~other~channel~au-nsw')] }));
  await contain(at.world).hold(paper(), channel);
  return at;
};
const hold = (name: string) => ({ name, since: '2026-06-01T00:00:00Z', reason: '', notice: '' });

test('a decision that a person signed for this channel lifts this incident’s hold, and no other', async () => {
  const at = await held();
  const receipt = await contain(at.world).liftHold(signed(decided()), channel, r5.release, channel);
  expect(receipt).toMatchObject({ action: 'lift', subject: holder, by: ['ivo'], evidence: { where: 'vault' } });
  expect(at.pointer().holds).toEqual([hold('production~acme~other~channel~au-nsw')]);
});

const forged = (changes: object): Decision => ({ ...decided(), ...changes }) as Decision;
const answer = decided().answers[0]!;
const refusals: readonly (readonly [string, Decision, string])[] = [
  ['no answers', forged({ answers: [] }), 'has no signed answer of ivo'],
  ['a plain object', { asking: 2, plan: liftPlan, verdict: 'accept', by: [], at: 0, answers: [] } as unknown as Decision, 'of anybody'],
  ['an answer by a key that the roster does not know', decided({ by: 'mallory' }), 'no longer counts'],
  ['an answer whose note was changed', forged({ answers: [{ ...answer, note: 'changed' }] }), 'does not hold'],
  ['an answer for another verdict', forged({ answers: decided({ verdict: 'reject' }).answers }), "says 'reject', not 'accept'"],
  ['an answer for another incident', decided({ about: 'INC-OTHER' }), 'was signed for INC-OTHER'],
  ['an answer for another question', forged({ asking: 3 }), 'no longer counts'],
  ['a plan that was widened after it was signed', forged({ plan: { ...liftPlan, extra: liftPlan['reject'] } }), 'no longer counts'],
  ['a person among the deciders who did not sign', forged({ by: ['ivo', 'dee'] }), 'no signed answer of dee'],
  ['a verdict that lifts nothing', decided({ verdict: 'reject' }), 'does not allow lifting'],
];
test.each(refusals)('a decision with %s lifts nothing', async (_title, decision, why) => {
  const at = await held();
  const before = at.moves();
  const error = await expectTargetError(contain(at.world).liftHold(signed(decision), channel, r5.release, channel), 'NotAuthorized');
  expect(error.message).toContain(why);
  expect(at.moves()).toBe(before);
  expect(at.calls.filter((call) => call.includes('lift'))).toEqual([]);
});

test.each([
  ['name', { ...channel, name: 'au-vic' }],
  ['tenant', { ...channel, tenant: 'other' }],
  ['environment', { ...channel, environment: 'staging' }],
])('a decision for one channel does not lift the hold on one of another %s', async (_part, other) => {
  const at = await held();
  const error = await expectTargetError(contain(at.world).liftHold(signed(decided()), other, r5.release, other), 'NotAuthorized');
  expect(error.message).toContain(`does not allow lifting the hold on ${other.tenant}/${other.environment}/${other.name}`);
});

test('who has left the roster meanwhile no longer lifts anything', async () => {
  const at = await held();
  const world = { ...at.world, roster: { people: [] } };
  await expectTargetError(contain(world).liftHold(signed(decided()), channel, r5.release, channel), 'NotAuthorized');
  expect(incident).toBe(decided().answers[0]?.incident);
});

const baseline = { ...channel, name: 'baseline' };
test.each([
  ['another release', { current: { release_id: r4.release.id, artifact_id: r4.release.artifact } }, channel],
  ['the baseline, where its own release was signed for', { baseline_only: 'baseline' }, channel],
  ['its own release, where the baseline was signed for', { baseline_only: null }, baseline],
])('a hold stays while somebody else has pointed readers at %s since it was signed (promises 5, 6)', async (_what, moved, from) => {
  const at = await held();
  at.move(() => moved);
  const before = at.moves();
  const error = await expectTargetError(contain(at.world).liftHold(signed(decided()), channel, r5.release, from), 'Raced');
  expect(error.message).toContain('somebody else moved');
  expect(at.moves()).toBe(before);
  expect(at.calls.filter((call) => call.startsWith('lift'))).toEqual([]);
});

test('the hold of a channel that serves its baseline is lifted while it does', async () => {
  const at = await held();
  at.move(() => ({ baseline_only: 'baseline' }));
  const receipt = await contain(at.world).liftHold(signed(decided()), channel, r5.release, baseline);
  expect(receipt).toMatchObject({ action: 'lift', already: false });
});
