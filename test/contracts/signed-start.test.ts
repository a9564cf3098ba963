import { expect, test } from '@jest/globals';
import type { RefusalCode } from '../../domain/decisions.ts';
import { checkStart, signStart, startText, type UnsignedStart } from '../../contracts/signed-start.ts';
import { decisionNamespace, newKeyPair, readPrivateKey, signWith } from '../../contracts/sshsig.ts';

const ana = newKeyPair('ana');
const key = readPrivateKey(ana.privateKey);
const people = [{ name: 'Ana', roles: ['on-call'], keys: [ana.publicKey] }];
const at = '2026-07-01T12:00:00.000Z';
const noon = Date.parse(at);
const unsigned: UnsignedStart = {
  kind: 'start',
  runbook: 'bad-pack-rollback',
  scope: { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nsw' },
  why: 'readers report wrong rules',
  at,
  nonce: 'nonce-0001',
};
const start = signStart(unsigned, key);
const codeOf = (given: unknown, arrived = noon): RefusalCode | 'counted' => {
  const checked = checkStart(given, people, arrived);
  return 'refusal' in checked ? checked.refusal.code : 'counted';
};

test('a start says who started', () => {
  expect(checkStart(start, people, noon)).toEqual({ person: { name: 'Ana', roles: ['on-call'] } });
});

test.each(['runbook', 'why', 'nonce', 'at', 'scope'])('a changed %s is refused: the signature covers it', (field) => {
  const changed = { scope: { ...unsigned.scope, name: 'nz' }, at: '2026-07-01T12:00:01.000Z' }[field] ?? 'something-else';
  expect(codeOf({ ...start, [field]: changed })).toBe('BadSignature');
});

test('a copy kept for later starts nothing, and a clock far ahead is refused too', () => {
  expect(codeOf(start, noon + 10 * 60_000)).toBe('counted');
  expect(codeOf(start, noon + 10 * 60_000 + 1)).toBe('TooOld');
  expect(codeOf(start, noon - 10 * 60_000 - 1)).toBe('TooOld');
});

test.each<[RefusalCode, unknown]>([
  ['UnknownKey', signStart(unsigned, readPrivateKey(newKeyPair('mallory').privateKey))],
  ['WrongNamespace', { ...unsigned, signature: signWith(key, startText(unsigned), decisionNamespace) }],
  ['BadSignature', { ...start, signature: signStart({ ...unsigned, why: 'no' }, key).signature }],
  ['Malformed', signStart({ ...unsigned, why: ' ' }, key)],
  ['Malformed', signStart({ ...unsigned, scope: { ...unsigned.scope, name: '../x' } }, key)],
  ['Malformed', signStart({ ...unsigned, at: 'noon' }, key)],
  ['Malformed', { ...start, kind: 'stop' }],
  ['Malformed', null],
])('%s is the code', (code, given) => {
  expect(codeOf(given)).toBe(code);
});
