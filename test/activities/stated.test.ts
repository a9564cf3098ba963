import { expect, test } from '@jest/globals';
import { probe } from '../../activities/probe.ts';
import { verify } from '../../activities/verify.ts';
import { sha256 } from '../../contracts/digest.ts';
import { planDigest, signAnswer } from '../../contracts/signed-answer.ts';
import { signStatement } from '../../contracts/signed-statement.ts';
import { newKeyPair, readPrivateKey } from '../../contracts/sshsig.ts';
import { TargetError } from '../../domain/target-error.ts';
import { minutes } from '../../domain/time.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { incident, platform } from './support.ts';

const [ana, mallory] = [newKeyPair('ana'), newKeyPair('mallory')];
const roster = { people: [{ name: 'ana', roles: ['on-call'], keys: [ana.publicKey] }] };
const person = { name: 'ana', roles: ['on-call'] };
const activities = verify({ roster } as unknown as Parameters<typeof verify>[0]);
const at = '2026-06-01T00:00:00Z';
const arrived = Date.parse(at);
const note = (key = ana) =>
  signStatement({ kind: 'note' as const, incident, text: 'I look', at, nonce: 'nonce-0001' }, readPrivateKey(key.privateKey));
const effect = { target: 'au-nsw', before: '', after: '', affects: '', undo: '' };
const question = { asking: 2, plan: { accept: effect } };
const answer = (key = ana, asking = 2) =>
  signAnswer(
    { incident, asking, verdict: 'accept', plan: planDigest(question.plan), note: '', nonce: 'nonce-0001' },
    readPrivateKey(key.privateKey),
  );

test('a statement is judged by the roster, and by when it arrived, however long the worker was away', async () => {
  expect(await activities.statement(note(), arrived + minutes(9))).toEqual({ person });
  expect(await activities.statement(note(), arrived + minutes(11))).toMatchObject({ refusal: { code: 'TooOld' } });
  expect(await activities.statement(note(mallory), arrived)).toMatchObject({ refusal: { code: 'UnknownKey' } });
});

test('an attachment counts when the evidence has it with this digest and size, and never in place of what Holdfast kept (BK-P5)', async () => {
  const { vault } = await platform();
  const bytes = Buffer.from('the console at 03:12');
  const [name, receipt] = ['attachments/console.png', 'receipts/hold.json'];
  for (const kept of [name, receipt]) await vault.keep(incident, kept, bytes);
  const said = { kind: 'attachment' as const, incident, text: 'done', at, nonce: 'nonce-0001', proves: 'BK-RC3' };
  const good = { name, digest: `sha256:${sha256(bytes)}`, size: bytes.length };
  const { statement } = verify({ roster, vault } as unknown as Parameters<typeof verify>[0]);
  const judged = (over: Partial<typeof good> = {}) =>
    statement(signStatement({ ...said, ...good, ...over }, readPrivateKey(ana.privateKey)), arrived);
  expect(await judged()).toEqual({ person });
  for (const over of [{ size: 1 }, { digest: `sha256:${'0'.repeat(64)}` }, { name: 'attachments/none' }])
    expect(await judged(over)).toMatchObject({ refusal: { code: 'NotKept', message: expect.stringContaining('holdfast attach') } });
  for (const other of [receipt, '../run.json', 'attachments/../../events.jsonl', 'é'])
    expect(await judged({ name: other })).toMatchObject({ refusal: { code: 'Malformed', message: expect.stringContaining('name') } });
});

test('many at once are judged as each would be by itself, in their order, with the code alone of what does not count', async () => {
  const of = (given: ReturnType<typeof answer>) => ({ kind: 'answer', question, answer: given }) as const;
  const found = await activities.signatures([
    of(answer(mallory)),
    of(answer()),
    { kind: 'statement', statement: note(), arrived },
    of({ ...answer(), note: 'changed' }),
    { kind: 'statement', statement: note(), arrived: arrived + minutes(11) },
    of(answer(ana, 3)),
    of({ ...answer(), signature: 'signed, ana' }),
  ]);
  expect(found).toEqual(['UnknownKey', person, person, 'BadSignature', 'TooOld', 'NotOpen', 'Malformed']);
});

test('500 forgeries, the most of one look, take less of the processor than the seconds that a look may last', async () => {
  const forged = { kind: 'answer', question, answer: answer(mallory) } as const;
  const before = process.cpuUsage();
  const found = await activities.signatures(Array.from({ length: 500 }, () => forged));
  expect(new Set(found)).toEqual(new Set(['UnknownKey']));
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(5_000);
});

test('the stop in force is what the controls say; what they cannot say is an error, never a null (BK-P1)', async () => {
  const { world } = await platform();
  const stop = { until: arrived, by: 'ana', why: 'platform at work' };
  const nobody = {} as Parameters<typeof probe>[0]['judge'];
  const probeWith = (stopped: () => Promise<typeof stop | null>) =>
    probe({ ...world, controls: { handsLeft: async () => [], stopped }, judge: nobody });
  expect(await probeWith(() => Promise.resolve(stop)).stopped()).toEqual(stop);
  expect(await probeWith(() => Promise.resolve(null)).stopped()).toBeNull();
  const away = () => Promise.reject(new TargetError('Unreachable', 'Temporal did not say', { recoverable: true }));
  await expectTargetError(probeWith(away).stopped(), 'Unreachable');
});
