import { expect, test } from '@jest/globals';
import { contain } from '../../activities/contain.ts';
import type { Decision } from '../../domain/decisions.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { channel, decided, holder, incident, liftPlan, paper, platform, signed } from './support.ts';

const held = async () => {
  const at = await platform();
  at.move(() => ({ holds: [hold('production~acme~other~channel~au-nsw')] }));
  await contain(at.world).hold(paper(), channel);
  return at;
};
const hold = (name: string) => ({ name, since: '2026-06-01T00:00:00Z', reason: '', notice: '' });

test('a decision that a person signed for this channel lifts this incident’s hold, and no other', async () => {
  const at = await held();
  const receipt = await contain(at.world).liftHold(signed(decided()), channel);
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
  const error = await expectTargetError(contain(at.world).liftHold(signed(decision), channel), 'NotAuthorized');
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
  const error = await expectTargetError(contain(at.world).liftHold(signed(decided()), other), 'NotAuthorized');
  expect(error.message).toContain(`does not allow lifting the hold on ${other.tenant}/${other.environment}/${other.name}`);
});

test('who has left the roster meanwhile no longer lifts anything', async () => {
  const at = await held();
  const world = { ...at.world, roster: { people: [] } };
  await expectTargetError(contain(world).liftHold(signed(decided()), channel), 'NotAuthorized');
  expect(incident).toBe(decided().answers[0]?.incident);
});
