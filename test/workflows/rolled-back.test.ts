import { expect, test } from '@jest/globals';
import { pausedNotice } from '../../domain/packs.ts';
import { bad, doubtful, melbourne, people, receipt, release, sound, sydney, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { names, refused, timeline, type At } from '../support/timeline.ts';

startSkippingTime();

const provenBad = { release: (_channel: unknown, of: { id: string; artifact: string }) => (of.id === 'r5' ? bad(of) : sound(of)) };
const signOff = async (at: At, who = 'ivo') => {
  await at.asked('Sign off');
  await at.answers(who, 'accept');
};

test('confirmed by one person, rolled back in the order that the page promises, signed off by another (BK-P3, KOA-P3, BK-BP7)', async () => {
  const seen = await timeline({}, async (at) => {
    await at.minute(2);
    await at.answers('ana', 'bad');
    await signOff(at);
  });
  expect(seen.outcome).toMatchObject({ ending: 'closed', record: 'sha256:sealed', judged: ['alertmanager/f1/2026-01-01T00:00:00Z'] });
  expect(seen.outcome.because).toBe('au-nsw is back on r4; signed off by ivo');
  expect(seen.effects).toEqual([
    '0 hold au-nsw',
    '0 snapshot',
    '0 active',
    '0 release au-nsw',
    '2 candidates au-nsw',
    '2 quarantine au-nsw',
    '2 rollBack au-nsw to r4',
    '2 served au-nsw',
    '2 release au-nsw',
    '2 openCase au-nsw',
    '2 pin au-nsw',
    '2 liftHold au-nsw',
    '2 seal',
  ]);
});

test('whoever decided is named as who ordered what followed, in each change; nobody is while the runbook acts by itself (BK-E1)', async () => {
  const ordered = async (world: Partial<World>, answers: (at: At) => Promise<void>) =>
    Object.fromEntries((await timeline(world, answers)).papers.map(({ call, by }) => [call, by]));
  const byAna = ['ana'];
  const after = { quarantine: byAna, rollBack: byAna, openCase: byAna, pin: byAna, liftHold: byAna };
  expect(
    await ordered({}, async (at) => {
      await at.answers('ana', 'bad');
      await signOff(at);
    }),
  ).toEqual({ hold: undefined, ...after });
  expect(Object.values(await ordered(provenBad, signOff))).toEqual(Array(6).fill(undefined));
});

test('every change has a key of its own; all after the hold show the evidence, and the lift alone a decision (BK-P2)', async () => {
  const seen = await timeline({}, async (at) => {
    await at.answers('ana', 'bad');
    await signOff(at);
  });
  expect(new Set(seen.keys).size).toBe(6);
  const [hold, ...others] = seen.papers;
  expect(hold).not.toHaveProperty('snapshot');
  for (const paper of others) expect(paper).toMatchObject({ snapshot: { digest: 'sha256:snapshot', where: 'vault', items: [] } });
  expect(seen.papers.filter((paper) => 'decision' in paper).map(({ call }) => call)).toEqual(['liftHold']);
  expect(seen.papers.at(-1)).toMatchObject({ decision: { verdict: 'accept', by: ['ivo'], answers: [{ signature: 'ivo' }] } });
  expect(hold).toMatchObject({ trigger: 'alertmanager: WrongTruth', observed: 'wrong rules (f1)' });
  expect(hold?.incident).toMatch(/^INC-[0-9A-HJKMNP-TV-Z]{6}$/);
  expect(new Set(seen.papers.map(({ holder }) => holder))).toEqual(new Set([seen.papers[0]?.holder]));
});

test('the timeline is in the vault without a gap, and ends with the ending', async () => {
  const seen = await timeline(provenBad, (at) => signOff(at));
  expect(seen.timeline.map(({ seq }) => seq)).toEqual(seen.timeline.map((_, index) => index + 1));
  expect(seen.timeline[0]).toMatchObject({
    kind: 'opened',
    runbook: 'bad-pack-rollback',
    severity: 'SEV-1',
    by: 'alertmanager: WrongTruth',
  });
  expect(seen.timeline.at(-1)).toMatchObject({ kind: 'ended', ending: 'closed' });
  expect(seen.boards.after.ended).toMatchObject({ ending: 'closed' });
});

test('a release that is proven bad is rolled back with nobody awake; only the sign-off waits for a person', async () => {
  const seen = await timeline(provenBad, async (at) => {
    await at.minute(40);
    expect((await at.board()).questions.map(({ text }) => text)).toEqual([expect.stringContaining('Sign off the rollback?')]);
    await signOff(at);
  });
  expect(seen.effects).toContain('0 rollBack au-nsw to r4');
  expect(seen.effects).toContain('40 liftHold au-nsw');
  expect(seen.timeline.find(({ kind }) => kind === 'impact')).toMatchObject({ how: 'proven: au-nsw: its hashes differ at both origins' });
  const met = seen.timeline.flatMap((entry) => (entry.kind === 'objective' && entry.state === 'met' ? [entry.name] : []));
  expect(met).toEqual(['safe', 'intact', 'recorded']);
});

test.each([
  ['failed at the only origin there is', doubtful],
  ['that passes every check, though alerts say otherwise', sound],
])('a release %s waits, held, for a person; the clocks do not run yet', async (_title, judged) => {
  const seen = await timeline({ release: (_channel, of) => (of.id === 'r5' ? judged(of) : sound(of)) }, async (at) => {
    await at.minute(120);
    const board = await at.board();
    expect(board.objectives.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(board.held).toHaveLength(1);
    await at.answers('ana', 'bad');
    await signOff(at);
  });
  expect(seen.effects.slice(0, 4)).toEqual(['0 hold au-nsw', '0 snapshot', '0 active', '0 release au-nsw']);
  expect(seen.effects[4]).toBe('120 candidates au-nsw');
});

test('a false alarm lifts the hold of this incident by that decision, and changes nothing else', async () => {
  const seen = await timeline({}, async (at) => {
    const { plan } = await at.asked();
    expect(plan['false-alarm']?.lifts).toEqual([sydney]);
    expect(plan['bad']?.lifts).toBeUndefined();
    await at.answers('ana', 'false-alarm');
  });
  expect(seen.outcome).toMatchObject({ ending: 'false-alarm', because: expect.stringContaining('ana found it sound') });
  expect(names(seen.effects)).toEqual(['hold', 'snapshot', 'active', 'release', 'liftHold', 'seal']);
  expect(seen.papers.at(-1)).toMatchObject({ decision: { verdict: 'false-alarm', by: ['ana'] }, holder: seen.papers[0]?.holder });
});

test('the one who confirmed may not sign off; another person may', async () => {
  const seen = await timeline({}, async (at) => {
    await at.answers('ivo', 'bad');
    await at.asked('Sign off');
    await refused(at.answers('ivo', 'accept'), 'FourEyes');
    await at.answers('dee', 'accept');
  });
  expect(seen.outcome).toMatchObject({ ending: 'closed', because: expect.stringContaining('signed off by dee') });
});

test('a rejected sign-off hands over, still held', async () => {
  const seen = await timeline(provenBad, async (at) => {
    await at.asked('Sign off');
    await at.answers('ivo', 'reject');
  });
  expect(seen.outcome).toMatchObject({ ending: 'handed-over', because: 'rejected by ivo; still held' });
  expect(names(seen.effects)).not.toContain('liftHold');
  expect(seen.boards.after.held).toHaveLength(1);
  expect(seen.pages.at(-1)).toBe('0 duty-manager: handed over to you: rejected by ivo; still held');
});

test('a held channel is on the board with the notice word for word, until it is lifted', async () => {
  const seen = await timeline({}, async (at) => {
    await at.asked();
    expect((await at.board()).held).toEqual([{ channel: sydney, since: 0, name: at.handle.workflowId, notice: pausedNotice }]);
    await at.answers('ana', 'false-alarm');
  });
  expect(pausedNotice).toBe(
    'Publish remains paused for this scope until last-known-good safety, rollback evidence, and truth checks are restored.',
  );
  expect(seen.boards.after.held).toEqual([]);
});

const country = { tenant: 'acme', environment: 'production', kind: 'country', name: 'au' } as const;
test('of a country with one channel proven bad only that one is rolled back; the sign-off names the other, and lifts both', async () => {
  const world = {
    channels: () => [sydney, melbourne],
    release: (channel: { name: string }, of: { id: string; artifact: string }) =>
      of.id !== 'r5' ? sound(of) : channel.name === sydney.name ? bad(of) : doubtful(of),
  };
  const seen = await timeline(
    world,
    async (at) => {
      const { plan } = await at.asked('Sign off');
      expect(plan['accept']?.lifts).toEqual([sydney, melbourne]);
      expect(plan['accept']?.before).toContain('au-vic was not rolled back from r5: its hashes differ at the only origin');
      await at.answers('ivo', 'accept');
    },
    { scope: country },
  );
  const changed = seen.effects.map((effect) => effect.slice(2));
  expect(changed.filter((effect) => /hold|roll|quarantine/i.test(effect)).sort()).toEqual([
    'hold au-nsw',
    'hold au-vic',
    'liftHold au-nsw',
    'liftHold au-vic',
    'quarantine au-nsw',
    'rollBack au-nsw to r4',
  ]);
  expect(new Set(seen.keys).size).toBe(seen.keys.length);
});

test('two channels whose names differ only in case are asked about, and changed, each by itself', async () => {
  const seen = await timeline(
    { channels: () => [sydney, { ...sydney, name: 'AU-NSW' }] },
    async (at) => {
      await at.asked('Is the active release bad');
      await at.answers('ana', 'false-alarm', { asking: 1 });
      await at.answers('ana', 'false-alarm', { asking: 2 });
    },
    { scope: country },
  );
  expect(seen.keys).toHaveLength(4);
  expect(new Set(seen.keys).size).toBe(4);
});

test('of a country with one channel that a person calls bad, the other is left alone and lifted with the sign-off', async () => {
  const seen = await timeline(
    { channels: () => [sydney, melbourne] },
    async (at) => {
      await at.asked('Is the active release bad');
      await at.answers('ana', 'false-alarm', { asking: 2 });
      await at.minute(1);
      await at.answers('ana', 'bad', { asking: 1 });
      await at.asked('Sign off');
      await at.answers('ivo', 'accept', { asking: 3 });
    },
    { scope: country },
  );
  expect(seen.outcome.ending).toBe('closed');
  expect(seen.effects.filter((effect) => /quarantine|rollBack/.test(effect)).map((effect) => effect.slice(2))).toEqual([
    'quarantine au-nsw',
    'rollBack au-nsw to r4',
  ]);
  expect(seen.effects.filter((effect) => /liftHold/.test(effect))).toHaveLength(2);
});

test('a platform that cannot pin is no failure: it is where supported', async () => {
  const seen = await timeline({ ...provenBad, pin: () => null }, (at) => signOff(at, people['dee']!.name));
  expect(seen.outcome.ending).toBe('closed');
  expect(seen.boards.after.done.map(({ action }) => action)).toEqual(['hold', 'quarantine', 'rebind', 'open case', 'lift']);
});

test('what may be moved away from is what this incident bound or found, and nothing else', async () => {
  const froms: unknown[] = [];
  const seen = await timeline(
    {
      ...provenBad,
      rollBack: (paper, channel, from, to) => {
        froms.push([from, to]);
        return receipt('rebind', paper, channel, to.id);
      },
      served: (_channel, { id }) => [{ check: 'resolver', outcome: id === 'r4' ? 'fail' : 'pass', why: '' }],
    },
    (at) => signOff(at),
  );
  expect(seen.outcome.because).toContain('back on r3');
  expect(froms).toEqual([
    [[release('r5')], release('r4')],
    [[release('r5'), release('r4')], release('r3')],
  ]);
});
