import { expect, test } from '@jest/globals';
import {
  allows,
  isAnswer,
  misfit,
  refusal,
  settle,
  toPage,
  type Answer,
  type Effect,
  type Person,
  type Question,
} from '../../domain/decisions.ts';

const effect: Effect = { target: 'au-nsw', before: '', after: '', affects: '', undo: '' };
const question = (verdicts: Question['verdicts'], notBy: readonly string[] = []): Question => ({
  asking: 1,
  text: '?',
  verdicts,
  escalation: ['on-call', 'incident-commander', 'duty-manager'],
  notBy,
  plan: Object.fromEntries(Object.keys(verdicts).map((verdict) => [verdict, effect])),
  since: 0,
});
const person = (name: string, ...roles: string[]): Person => ({ name, roles });
const answer = (changes: object = {}): Answer => ({
  incident: 'INC-1',
  asking: 1,
  verdict: 'bad',
  plan: 'sha256:0',
  note: '',
  nonce: 'n',
  signature: 's',
  ...changes,
});
const says = (verdict: string, ...people: Person[]) => people.map((who) => ({ person: who, verdict, answer: answer({ verdict }) }));

test('three seats need three different people, in whatever order they come', () => {
  const launch = question({ accept: ['product', 'engineering', 'qa'], reject: ['product'] });
  const pat = person('Pat', 'product', 'qa');
  const eli = person('Eli', 'engineering', 'product');
  const quin = person('Quin', 'qa');
  expect(settle(launch, says('accept', pat, eli), 0)).toBeNull();
  for (const order of [
    [pat, eli, quin],
    [quin, eli, pat],
    [eli, quin, pat],
  ])
    expect([...settle(launch, says('accept', ...order), 0)!.by].sort()).toEqual(['Eli', 'Pat', 'Quin']);
});

test('two seats of one role are not filled by one person twice', () => {
  const ceremony = question({ rotate: ['key-holder', 'key-holder'], stop: ['security-lead'] });
  const kim = person('Kim', 'key-holder');
  expect(settle(ceremony, says('rotate', kim, kim), 0)).toBeNull();
  expect(settle(ceremony, says('rotate', kim, person('Lou', 'key-holder')), 0)).not.toBeNull();
});

test('votes for different verdicts are never added up', () => {
  const launch = question({ accept: ['qa', 'qa'], reject: ['qa', 'qa'] });
  const votes = [...says('accept', person('Pat', 'qa')), ...says('reject', person('Eli', 'qa'))];
  expect(settle(launch, votes, 0)).toBeNull();
});

test('a decision carries the plan, the people who filled the seats, and their answers only', () => {
  const confirm = question({ bad: ['on-call'], 'false-alarm': ['on-call'] });
  const votes = [...says('false-alarm', person('Ivo', 'incident-commander')), ...says('bad', person('Eve'))];
  expect(settle(confirm, votes, 7)).toEqual({
    asking: 1,
    plan: confirm.plan,
    verdict: 'false-alarm',
    by: ['Ivo'],
    at: 7,
    answers: [answer({ verdict: 'false-alarm' })],
  });
});

test('a senior may sit for a junior, never the other way, and never in a seat outside the escalation', () => {
  expect(refusal(question({ bad: ['on-call'] }), person('Dee', 'duty-manager'), 'bad')).toBeNull();
  expect(refusal(question({ accept: ['incident-commander'] }), person('Ana', 'on-call'), 'accept')?.code).toBe('WrongRole');
  expect(refusal(question({ accept: ['key-holder'] }), person('Dee', 'duty-manager'), 'accept')?.code).toBe('WrongRole');
  expect(refusal(question({ accept: ['key-holder'] }), person('Kim', 'key-holder'), 'accept')).toBeNull();
});

test('whoever had a hand in it is refused, whatever the role', () => {
  const signOff = question({ accept: ['incident-commander'] }, ['Ivo']);
  expect(refusal(signOff, person('Ivo', 'incident-commander', 'duty-manager'), 'accept')).toEqual({
    code: 'FourEyes',
    message: 'Ivo already had a hand in this: another person must answer',
  });
  expect(refusal(signOff, person('Dee', 'duty-manager'), 'accept')).toBeNull();
});

test('everyone with a seat is paged at once, then the levels above the highest of them', () => {
  expect(toPage(question({ bad: ['on-call'], 'false-alarm': ['on-call'] }))).toEqual([
    ['on-call'],
    ['incident-commander'],
    ['duty-manager'],
  ]);
  expect(toPage(question({ accept: ['incident-commander'] }))).toEqual([['incident-commander'], ['duty-manager']]);
  expect(toPage(question({ accept: ['product', 'qa'] }))).toEqual([
    ['product', 'qa'],
    ['on-call'],
    ['incident-commander'],
    ['duty-manager'],
  ]);
});

test('an answer fits an open question that offers its verdict; what objects inherit is not offered', () => {
  const confirm = question({ bad: ['on-call'] });
  expect(misfit(confirm, { asking: 1, verdict: 'bad' })).toBeNull();
  expect(misfit(undefined, { asking: 4, verdict: 'bad' })?.code).toBe('NotOpen');
  for (const verdict of ['maybe', 'constructor', '__proto__', 'toString'])
    expect(misfit(confirm, { asking: 1, verdict })?.code).toBe('NoSuchVerdict');
});

test.each([
  ['nothing', null],
  ['a number', 7],
  ['no fields', {}],
  ['a missing signature', { ...answer(), signature: undefined }],
  ['an asking that is no integer', answer({ asking: 1.5 })],
  ['an asking in words', answer({ asking: '1' })],
  ['a note beyond its size', answer({ note: 'x'.repeat(2_001) })],
  ['a signature beyond its size', answer({ signature: 'x'.repeat(8_193) })],
  ['half a character', answer({ verdict: '\udc00' })],
])('%s is no answer', (_title, value) => {
  expect(isAnswer(value)).toBe(false);
});

test('an answer at its largest is one', () => {
  expect(isAnswer(answer({ note: 'x'.repeat(2_000), signature: 'x'.repeat(8_192) }))).toBe(true);
});

test('a decision allows lifting only the channels that the plan of its own verdict names', () => {
  const channel = { tenant: 'acme', environment: 'production', name: 'au-nsw' };
  const asked = question({ accept: ['qa'], reject: ['qa'] });
  const plan = { accept: { ...effect, lifts: [channel] }, reject: effect };
  const decided = (verdict: string) => settle({ ...asked, plan }, says(verdict, person('Pat', 'qa')), 0)!;
  expect(allows(decided('accept'), 'lifts', { ...channel })).toBe(true);
  expect(allows(decided('accept'), 'lifts', { ...channel, tenant: 'other' })).toBe(false);
  expect(allows(decided('accept'), 'lifts', { ...channel, environment: 'staging' })).toBe(false);
  expect(allows(decided('accept'), 'lifts', { ...channel, name: 'au-vic' })).toBe(false);
  expect(allows(decided('reject'), 'lifts', channel)).toBe(false);
});
