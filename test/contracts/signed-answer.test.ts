import { expect, test } from '@jest/globals';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Plan, RefusalCode } from '../../domain/decisions.ts';
import { answerText, checkAnswer, planDigest, signAnswer, type UnsignedAnswer } from '../../contracts/signed-answer.ts';
import { newKeyPair, readPrivateKey, signWith, statementNamespace } from '../../contracts/sshsig.ts';

const ana = newKeyPair('ana');
const key = readPrivateKey(ana.privateKey);
const people = [
  { name: 'Ivo', roles: ['incident-commander'], keys: [newKeyPair('ivo').publicKey] },
  { name: 'Ana', roles: ['on-call'], keys: [newKeyPair('old').publicKey, ana.publicKey] },
];
const effect = {
  target: 'acme/production/au-nsw',
  before: 'release 12',
  after: 'release 11',
  affects: 'every reader',
  undo: 'bind 12 again',
};
const plan: Plan = { bad: effect };
const question = { asking: 3, plan };
const unsigned: UnsignedAnswer = {
  incident: 'INC-7Q2M4K',
  asking: 3,
  verdict: 'bad',
  plan: planDigest(plan),
  note: 'seen it',
  nonce: 'nonce-0001',
};
const answer = signAnswer(unsigned, key);
const codeOf = (given: unknown, about = question): RefusalCode | 'counted' => {
  const checked = checkAnswer(about, given, people);
  return 'refusal' in checked ? checked.refusal.code : 'counted';
};

test('an answer says who gave it, with roles and without keys', () => {
  expect(checkAnswer(question, answer, people)).toEqual({ person: { name: 'Ana', roles: ['on-call'] } });
});

test('what is signed is the RFC 8785 text of all but the signature, whatever the order of the fields', () => {
  expect(Buffer.from(answerText(unsigned)).toString()).toBe(canonicalJson(unsigned));
  expect(Buffer.from(answerText(answer)).toString()).toBe(canonicalJson(unsigned));
  expect(codeOf(Object.fromEntries(Object.entries(answer).reverse()))).toBe('counted');
});

test.each(Object.keys(unsigned))('a changed %s is refused: the signature covers it', (field) => {
  const changed = { asking: 4, plan: `sha256:${'0'.repeat(64)}` }[field] ?? 'something else';
  expect(codeOf({ ...answer, [field]: changed })).toBe('BadSignature');
});

test.each<[RefusalCode, unknown]>([
  ['UnknownKey', signAnswer(unsigned, readPrivateKey(newKeyPair('mallory').privateKey))],
  ['WrongNamespace', { ...unsigned, signature: signWith(key, answerText(unsigned), statementNamespace) }],
  ['BadSignature', { ...answer, signature: signAnswer({ ...unsigned, note: '' }, key).signature }],
  ['NotOpen', signAnswer({ ...unsigned, asking: 2 }, key)],
  ['PlanChanged', signAnswer({ ...unsigned, plan: planDigest({ bad: { ...effect, after: 'release 10' } }) }, key)],
  ['Malformed', { ...answer, signature: 'signed, Ana' }],
  ['Malformed', undefined],
  ['Malformed', 'bad'],
  ['Malformed', { ...answer, extra: true }],
  ['Malformed', { ...answer, ['x'.repeat(100_000)]: true }],
  ['Malformed', signAnswer({ ...unsigned, note: 'x'.repeat(2001) }, key)],
  ['Malformed', signAnswer({ ...unsigned, nonce: 'short' }, key)],
  ['Malformed', signAnswer({ ...unsigned, nonce: 'x'.repeat(65) }, key)],
  ['Malformed', signAnswer({ ...unsigned, plan: 'whatever' }, key)],
  ['Malformed', { ...answer, note: '\ud800' }],
  ['Malformed', { ...answer, signature: 'x'.repeat(9000) }],
])('%s is the code, with a short message that says what to do', (code, given) => {
  const checked = checkAnswer(question, given, people);
  if (!('refusal' in checked)) throw new Error('it counted');
  expect(checked.refusal.code).toBe(code);
  expect(checked.refusal.message.length).toBeLessThan(400);
});

test('the plan is covered in every part: any change of it voids the answer', () => {
  for (const part of Object.keys(effect)) {
    expect(codeOf(answer, { asking: 3, plan: { bad: { ...effect, [part]: 'changed' } } })).toBe('PlanChanged');
  }
  expect(codeOf(answer, { asking: 3, plan: { ...plan, 'false-alarm': effect } })).toBe('PlanChanged');
  expect(codeOf(answer, { asking: 3, plan: { bad: { ...effect, lifts: [] } } as Plan })).toBe('PlanChanged');
});
