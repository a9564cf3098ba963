import { expect, test } from '@jest/globals';
import { broken } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { refused, timeline, type At, type Seen } from '../support/timeline.ts';

startSkippingTime();

const codes = (seen: Seen): readonly string[] => seen.timeline.flatMap((entry) => (entry.kind === 'refused' ? [entry.refusal.code] : []));
const falseAlarm = (at: At) => at.answers('ana', 'false-alarm');

const refusals = [
  ['an unknown key', 'UnknownKey', 'UnknownKey', 'bad', {}],
  ['another namespace', 'WrongNamespace', 'WrongNamespace', 'bad', {}],
  ['a signature that does not hold', 'BadSignature', 'BadSignature', 'bad', {}],
  ['nobody with a role', 'WrongRole', 'eve', 'bad', {}],
  ['a plan that is not the one asked about', 'PlanChanged', 'ana', 'bad', { plan: `sha256:${'1'.repeat(64)}` }],
  ['a question that is not open', 'NotOpen', 'ana', 'bad', { asking: 7 }],
  ['another incident', 'NotOpen', 'ana', 'bad', { incident: 'INC-AAAAAA' }],
  ['a verdict that is not offered', 'NoSuchVerdict', 'ana', 'maybe', {}],
  ['a verdict that every object inherits', 'NoSuchVerdict', 'ana', 'constructor', {}],
  ['the verdict __proto__', 'NoSuchVerdict', 'ana', '__proto__', {}],
  ['a note beyond its size', 'Malformed', 'ana', 'bad', { note: 'x'.repeat(2_001) }],
  ['half a character', 'Malformed', 'ana', 'bad', { note: '\ud83d' }],
] as const;

test('every refused answer says why to the one who sent it, by its code, and leaves a line', async () => {
  const seen = await timeline({}, async (at) => {
    await at.asked();
    for (const [, code, who, verdict, changes] of refusals) await refused(at.answers(who, verdict, changes), code);
    await falseAlarm(at);
  });
  expect(codes(seen)).toEqual(refusals.map(([, code]) => code));
  expect(seen.outcome.ending).toBe('false-alarm');
});

test('by signal the same answers are refused with the same lines, and a good one counts', async () => {
  const seen = await timeline({}, async (at) => {
    await at.asked();
    for (const [, , who, verdict, changes] of refusals) await at.signals(await at.answerOf(who, verdict, changes));
    await at.signals(await at.answerOf('ana', 'false-alarm'));
  });
  expect([...codes(seen)].sort()).toEqual(refusals.map(([, code]) => code).sort());
  expect(seen.outcome).toMatchObject({ ending: 'false-alarm', because: expect.stringContaining('ana') });
});

const shapeless = [null, 7, 'bad', [], {}, { asking: 1 }, { asking: 1.5, verdict: 'bad' }];
test('what is not an answer at all is refused as malformed, by update and by signal, and wedges nothing', async () => {
  const seen = await timeline({}, async (at) => {
    await at.asked();
    for (const sent of shapeless) await refused(at.handle.executeUpdate('decide', { args: [sent] }), 'Malformed');
    for (const sent of shapeless) await at.signals(sent);
    await at.handle.signal('decision');
    await falseAlarm(at);
  });
  expect(codes(seen)).toEqual(Array.from({ length: shapeless.length * 2 + 1 }, () => 'Malformed'));
});

test('an answer counts once: the same nonce again is refused', async () => {
  const seen = await timeline(
    {
      hold: () => {
        throw broken('the publisher answers 500');
      },
    },
    async (at) => {
      await at.asked('Hold activation');
      const first = await at.answerOf('ana', 'retry', { nonce: 'the-same-one' });
      await at.handle.executeUpdate('decide', { args: [first] });
      await at.asked('Hold activation');
      await at.minute(30);
      const { asking } = await at.asked('Hold activation');
      await refused(at.answers('ana', 'hand-over', { asking, nonce: 'the-same-one' }), 'NonceUsed');
      await at.answers('ana', 'hand-over');
    },
  );
  expect(codes(seen)).toEqual(['NonceUsed']);
});

test('whoever started by hand may not judge: neither confirm, nor call it off, nor sign off', async () => {
  const scope = { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nsw' } as const;
  const startedBy = {
    kind: 'start',
    runbook: 'bad-pack-rollback',
    scope,
    why: 'readers complain',
    at: '',
    nonce: '',
    signature: 'ivo',
  } as const;
  const seen = await timeline(
    {},
    async (at) => {
      await at.asked();
      await refused(at.answers('ivo', 'bad'), 'FourEyes');
      await refused(at.answers('ivo', 'false-alarm'), 'FourEyes');
      await at.answers('ana', 'bad');
      await at.asked('Sign off');
      await refused(at.answers('ivo', 'accept'), 'FourEyes');
      await at.answers('dee', 'accept');
    },
    { startedBy, alerts: [] },
  );
  expect(seen.outcome.ending).toBe('closed');
  expect(seen.timeline[0]).toMatchObject({ kind: 'opened', by: 'started by hand: readers complain' });
  expect(seen.timeline[1]).toMatchObject({ kind: 'started', person: 'ivo' }); // BK-E1: before anything is changed
  expect(new Set(seen.papers.map(({ trigger }) => trigger))).toEqual(new Set(['started by hand by ivo: readers complain']));
});

test('an answer to a question that was settled meanwhile is refused', async () => {
  const seen = await timeline({}, async (at) => {
    const { asking } = await at.asked();
    const late = await at.answerOf('dee', 'bad');
    await at.answers('ana', 'bad');
    await at.asked('Sign off');
    await refused(at.handle.executeUpdate('decide', { args: [late] }), 'NotOpen');
    expect(asking).not.toBe((await at.asked('Sign off')).asking);
    await at.answers('ivo', 'accept');
  });
  expect(seen.outcome.because).toContain('signed off by ivo');
});

test('the latest answer by arrival counts, however long the signature of an earlier one takes', async () => {
  let release = (): void => undefined;
  const slow = new Promise<void>((resolve) => (release = resolve));
  const who = { name: 'ivo', roles: ['incident-commander'] };
  const seen = await timeline(
    {
      answer: async (_question, { verdict }) => {
        if (verdict === 'reject') await slow;
        return { person: verdict === 'bad' ? { name: 'ana', roles: ['on-call'] } : who };
      },
    },
    async (at) => {
      await at.answers('ana', 'bad');
      await at.asked('Sign off');
      const first = at.answers('ivo', 'reject').catch((err: { cause: { type: string } }) => err.cause.type);
      await at.handle.query('board');
      await at.answers('ivo', 'accept');
      release();
      expect(await first).toBe('NotOpen');
    },
  );
  expect(seen.outcome.ending).toBe('closed');
});

test('a signature that cannot be checked now is checked later, not dropped', async () => {
  let tries = 0;
  const seen = await timeline(
    {
      answer: () => {
        if (tries++ < 2) throw new Error('the roster cannot be read');
        return { person: { name: 'ana', roles: ['on-call'] } };
      },
    },
    async (at) => at.signals(await at.answerOf('ana', 'false-alarm')),
  );
  expect(seen.outcome.ending).toBe('false-alarm');
  expect(tries).toBe(3);
});
