import { expect, test } from '@jest/globals';
import type { RefusalCode } from '../../domain/decisions.ts';
import { checkStatement, signStatement } from '../../contracts/signed-statement.ts';
import { signedText } from '../../contracts/signed-text.ts';
import { decisionNamespace, newKeyPair, readPrivateKey, signWith } from '../../contracts/sshsig.ts';
import { minutes } from '../../domain/time.ts';

const ana = newKeyPair('ana');
const key = readPrivateKey(ana.privateKey);
const people = [{ name: 'Ana', roles: ['on-call'], keys: [ana.publicKey] }];
const at = '2026-07-01T12:00:00.000Z';
const noon = Date.parse(at);
const signed = { at, nonce: 'nonce-0001' };
const about = { ...signed, incident: 'INC-7Q2M4K', text: 'readers are told' };
const note = { ...about, kind: 'note' } as const;
const severity = { ...about, kind: 'severity', severity: 'SEV-2' } as const;
const waiver = { ...about, kind: 'waiver', field: 'impact' } as const;
const attachment = { ...about, kind: 'attachment', name: 'attachments/graph.png', digest: `sha256:${'a'.repeat(64)}`, size: 12 } as const;
const stop = { ...signed, kind: 'stop', until: '2026-07-01T14:00:00Z', text: 'platform at work' } as const;

const codeOf = (given: unknown, arrived = noon): RefusalCode | 'counted' => {
  const checked = checkStatement(given, people, arrived);
  return 'refusal' in checked ? checked.refusal.code : 'counted';
};

test.each([note, severity, waiver, attachment, stop])('a signed $kind says who stated it', (said) => {
  expect(checkStatement(signStatement(said, key), people, noon)).toEqual({ person: { name: 'Ana', roles: ['on-call'] } });
});

const others: Readonly<Record<string, unknown>> = {
  at: '2026-07-01T12:00:01.000Z',
  kind: 'note',
  severity: 'SEV-1',
  digest: `sha256:${'b'.repeat(64)}`,
  name: 'attachments/other.png',
  size: 13,
  until: '2026-07-02T00:00:00Z',
};
const fields = [severity, waiver, attachment, stop].flatMap((said) =>
  Object.keys(said)
    .filter((field) => field !== 'kind')
    .map((field) => [said.kind, field, said] as const),
);
test.each(fields)('of a %s a changed %s is refused: the signature covers it', (_kind, field, said) => {
  expect(codeOf({ ...signStatement(said, key), [field]: others[field] ?? 'something else' })).toBe('BadSignature');
});

test('a signature for one kind is none for another', () => {
  expect(codeOf({ ...signStatement(waiver, key), kind: 'severity', severity: 'SEV-3', field: undefined })).not.toBe('counted');
  const { field: _field, ...rest } = signStatement(waiver, key);
  expect(codeOf({ ...rest, kind: 'note' })).toBe('BadSignature');
});

test('it is good for ten minutes from when it was signed, by either clock', () => {
  const said = signStatement(note, key);
  expect(codeOf(said, noon + minutes(10))).toBe('counted');
  expect(codeOf(said, noon + minutes(10) + 1)).toBe('TooOld');
  expect(codeOf(said, noon - minutes(10))).toBe('counted');
  expect(codeOf(said, noon - minutes(10) - 1)).toBe('TooOld');
});

test.each<[RefusalCode, string, unknown]>([
  ['UnknownKey', 'a key of nobody', signStatement(note, readPrivateKey(newKeyPair('mallory').privateKey))],
  ['WrongNamespace', 'a decision’s signature', { ...note, signature: signWith(key, signedText(note), decisionNamespace) }],
  ['BadSignature', 'a signature of something else', { ...note, signature: signStatement({ ...note, text: 'no' }, key).signature }],
  ['Malformed', 'no text', signStatement({ ...note, text: ' ' }, key)],
  ['Malformed', 'a text beyond its size', signStatement({ ...note, text: 'x'.repeat(2_001) }, key)],
  ['Malformed', 'half a character', { ...signStatement(note, key), text: '\ud800' }],
  ['Malformed', 'no incident', signStatement({ ...note, incident: '' }, key)],
  ['Malformed', 'a severity that does not exist', signStatement({ ...severity, severity: 'SEV-9' as 'SEV-1' }, key)],
  ['Malformed', 'a digest of another form', signStatement({ ...attachment, digest: 'md5:0' }, key)],
  ['Malformed', 'a file of less than nothing', signStatement({ ...attachment, size: -1 }, key)],
  ['Malformed', 'evidence that Holdfast kept itself', signStatement({ ...attachment, name: 'receipts/hold.json' }, key)],
  ['Malformed', 'a file beside the evidence', signStatement({ ...attachment, name: '../run.json' }, key)],
  ['Malformed', 'a way out of the folder', signStatement({ ...attachment, name: 'attachments/../../events.jsonl' }, key)],
  ['Malformed', 'a hidden file', signStatement({ ...attachment, name: 'attachments/.hidden' }, key)],
  ['Malformed', 'a name that no tool takes as it stands', signStatement({ ...attachment, name: 'é' }, key)],
  ['Malformed', 'a folder beyond the depth of the evidence', signStatement({ ...attachment, name: `attachments${'/a'.repeat(8)}` }, key)],
  ['Malformed', 'a stop until some day', signStatement({ ...stop, until: 'tomorrow' }, key)],
  ['Malformed', 'a stop about an incident', signStatement({ ...stop, incident: 'INC-1' } as typeof stop, key)],
  ['Malformed', 'another kind', signStatement({ ...note, kind: 'start' } as unknown as typeof note, key)],
  ['Malformed', 'more than what is signed for', { ...signStatement(note, key), more: true }],
  ['Malformed', 'a short nonce', signStatement({ ...note, nonce: 'short' }, key)],
  ['Malformed', 'a signature in words', { ...note, signature: 'signed, Ana' }],
  ['Malformed', 'an oversized signature', { ...note, signature: 'x'.repeat(9_000) }],
  ['Malformed', 'nothing', null],
  ['Malformed', 'a word', 'note'],
])('%s is the code for %s, with a short message that says what to do', (code, _what, given) => {
  const checked = checkStatement(given, people, noon);
  if (!('refusal' in checked)) throw new Error('it counted');
  expect(checked.refusal.code).toBe(code);
  expect(checked.refusal.message.length).toBeLessThan(400);
});
