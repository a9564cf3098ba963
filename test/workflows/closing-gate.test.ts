import { expect, test } from '@jest/globals';
import { broken, sound } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { names, timeline, type At } from '../support/timeline.ts';

startSkippingTime();

const lack = { field: 'BK-RC3', why: 'no proof of rebind' };

/** Ana says that it is bad, Ivo signs off. */
async function toTheEnd(at: At): Promise<void> {
  await at.asked('Is the active release bad?');
  await at.answers('ana', 'bad');
  await at.asked('Sign off');
  await at.answers('ivo', 'accept');
}

test('closed waits for the record: what it lacks is asked of the incident commander, and a waiver needs its reason', async () => {
  const lacks = [[lack], [lack], []];
  const seen = await timeline({ lacking: () => lacks.shift() ?? [] }, async (at) => {
    await toTheEnd(at);
    const question = await at.asked('lacks BK-RC3 (no proof of rebind)');
    expect((await at.board()).ended).toBeNull(); // not before its record is whole
    expect(question.verdicts).toEqual({ waive: ['incident-commander'], 'look-again': ['on-call'], 'hand-over': ['incident-commander'] });
    await at.answers('ivo', 'waive');
    await at.asked('A waiver needs its reason as the note');
    await at.answers('ivo', 'waive', { note: 'the publisher lost its log' });
  });
  expect(seen.outcome.ending).toBe('closed');
  const waived = seen.timeline.filter(({ kind }) => kind === 'waived');
  expect(waived).toEqual([expect.objectContaining({ fields: ['BK-RC3'], by: ['ivo'], why: 'the publisher lost its log' })]);
  expect(seen.timeline.at(-1)).toMatchObject({ kind: 'ended', ending: 'closed' });
  const proofs = seen.boards.after.objectives.map(({ name, byHand = false }) => `${name} ${byHand}`);
  expect(proofs).toEqual(['safe false', 'intact false', 'recorded true']); // BK-P5
});

test('what was attached meanwhile closes it, and whoever would rather hand over does', async () => {
  const lacks = [[lack], []];
  const attached = await timeline({ lacking: () => lacks.shift() ?? [] }, async (at) => {
    await toTheEnd(at);
    await at.asked('lacks BK-RC3');
    await at.answers('ana', 'look-again');
  });
  expect(attached.outcome.ending).toBe('closed');
  const given = await timeline({ lacking: () => [lack] }, async (at) => {
    await toTheEnd(at);
    await at.asked('lacks BK-RC3');
    await at.answers('ivo', 'hand-over');
  });
  expect(given.outcome).toMatchObject({
    ending: 'handed-over',
    because: 'the record lacks BK-RC3 (no proof of rebind); handed over by ivo',
  });
});

test('a record that cannot be read is not taken for whole, and does not end the incident: on-call is asked until it can', async () => {
  let looks = 0;
  const lacking = () => {
    if (looks++ < 2) throw broken('the vault is away');
    return [];
  };
  const seen = await timeline({ lacking }, async (at) => {
    await toTheEnd(at);
    const { verdicts } = await at.asked('cannot be said: the vault is away');
    expect(verdicts).toEqual({ 'look-again': ['on-call'], 'hand-over': ['on-call'] });
    await at.answers('ana', 'look-again');
    await at.asked('cannot be said');
    await at.answers('ana', 'look-again', { asking: 4 });
  });
  expect(seen.outcome.ending).toBe('closed');
  const given = await timeline({ lacking: () => Promise.reject(broken('the vault is away')) }, async (at) => {
    await toTheEnd(at);
    await at.asked('cannot be said');
    await at.answers('ana', 'hand-over');
  });
  expect(given.outcome).toMatchObject({
    ending: 'handed-over',
    because: 'the record could not be read: the vault is away; handed over by ana',
  });
});

test('a false alarm needs no whole record', async () => {
  const seen = await timeline({ lacking: () => [lack], release: (_channel, of) => sound(of) }, async (at) => {
    await at.asked();
    await at.answers('ana', 'false-alarm');
  });
  expect(seen.outcome.ending).toBe('false-alarm');
});

test('who signs off countersigns a checkpoint that was sealed before they were asked', async () => {
  const sealed: string[] = [];
  const checkpoint = (): string => `sha256:${String(sealed.push('one')).repeat(64)}`;
  const seen = await timeline({ checkpoint }, async (at) => {
    const first = await at.asked('Is the active release bad?');
    expect(first.plan['false-alarm']?.record).toBe(`sha256:${'1'.repeat(64)}`);
    await at.answers('ana', 'bad');
    const last = await at.asked('Sign off');
    expect(last.plan['accept']?.record).toBe(`sha256:${String(sealed.length).repeat(64)}`);
    await at.answers('ivo', 'accept');
  });
  expect(seen.outcome.ending).toBe('closed');
  const told = seen.timeline.flatMap((entry) => (entry.kind === 'checkpoint' ? [entry.digest] : []));
  expect(told).toHaveLength(sealed.length);
});

test('a checkpoint that cannot be made now delays nothing: it is one line, and nobody is asked to sign for it', async () => {
  const down = (): never => {
    throw new Error('the vault is away');
  };
  const seen = await timeline({ checkpoint: down }, toTheEnd);
  expect(seen.outcome.ending).toBe('closed');
  expect(seen.timeline.filter(({ kind }) => kind === 'not sealed')).toHaveLength(1);
  expect(names(seen.effects)).toContain('rollBack');
});

test('the digest of the sealed record reaches the anchor, and one that does not reach it pages', async () => {
  const heads: unknown[] = [];
  const seal = () => ({ digest: 'sha256:sealed', number: 1, previous: null, isAnchored: true });
  const anchored = await timeline({ seal, anchor: (incident, head) => void heads.push([incident, head]) }, toTheEnd);
  expect(anchored.outcome.ending).toBe('closed');
  expect(heads).toEqual([[anchored.outcome.incident, expect.objectContaining({ digest: 'sha256:sealed', number: 1 })]]);

  const anchor = () => {
    throw broken('the anchor answered 500');
  };
  const unheard = await timeline({ seal, anchor }, toTheEnd);
  expect(unheard.outcome).toMatchObject({ ending: 'closed', record: 'sha256:sealed' });
  expect(unheard.pages).toContainEqual(
    expect.stringMatching(/duty-manager: record 1 is sealed, and its digest did not reach the anchor: .*answered 500/),
  );
});

test('a record that was sealed without a time stamp pages, once, and ends the incident all the same', async () => {
  const seal = () => ({ digest: 'sha256:sealed', number: 7, previous: null, isAnchored: false, unstamped: 'the authority hangs' });
  const { outcome, pages } = await timeline({ seal }, toTheEnd);
  expect(outcome).toMatchObject({ ending: 'closed', record: 'sha256:sealed' });
  expect(pages.filter((page) => page.includes('time stamp'))).toEqual([
    expect.stringContaining('duty-manager: record 7 is sealed without a time stamp: the authority hangs'),
  ]);
});
