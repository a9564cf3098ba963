import { expect, test } from '@jest/globals';
import type { Release } from '../../domain/packs.ts';
import type { Stop } from '../../domain/statements.ts';
import { anAlert } from '../support/alerts.ts';
import { bad, broken, fail, melbourne, pass, release, sound, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { names, refused, timeline, type At, type Seen } from '../support/timeline.ts';

startSkippingTime();

// Promise 12: while a stop is in force, every automatic containment asks a person first.
const stop: Stop = { until: Date.parse('2026-01-01T12:00:00Z'), by: 'dee', why: 'platform at work' };
const stopped: Partial<World> = { stopped: () => stop };
const provenBad: Partial<World> = { release: (_channel, of: Release) => (of.id === 'r5' ? bad(of) : sound(of)) };
const changed = (seen: Seen) => seen.papers.map(({ call }) => call);
const signOff = async (at: At) => {
  await at.asked('Sign off');
  await at.answers('ivo', 'accept');
};

test('nothing is held before a person says so: the question says who stopped it, until when and why, and what each answer does', async () => {
  const seen = await timeline(stopped, async (at) => {
    const question = await at.asked();
    expect(question.text).toBe(
      'Automatic containment is stopped until 2026-01-01T12:00:00.000Z by dee: platform at work. Hold au-nsw all the same?',
    );
    expect(question.verdicts).toEqual({ 'go-on': ['on-call'], 'hand-over': ['on-call'] });
    expect(question.plan['go-on']).toMatchObject({ target: 'Hold au-nsw', after: 'Hold au-nsw, this once' });
    await at.minute(30);
    expect((await at.board()).held).toEqual([]);
    await at.answers('ana', 'go-on');
    await at.asked('Is the active release bad');
    await refused(at.answers('ana', 'false-alarm'), 'FourEyes');
    await at.answers('ivo', 'false-alarm');
  });
  expect(seen.effects.slice(0, 2)).toEqual(['30 hold au-nsw', '30 snapshot']);
});

test('hand-over changes nothing at all, and hands over', async () => {
  const seen = await timeline(stopped, async (at) => {
    await at.asked();
    await at.answers('ana', 'hand-over');
  });
  expect(names(seen.effects)).toEqual(['seal']);
  expect(seen.outcome).toMatchObject({
    ending: 'handed-over',
    because: 'not done, as automatic containment is stopped: Hold au-nsw; handed over by ana',
  });
});

test('go-on is for this once: what would be rolled back by itself asks again', async () => {
  const seen = await timeline({ ...stopped, ...provenBad }, async (at) => {
    await at.asked('Hold au-nsw all the same');
    await at.answers('ana', 'go-on');
    await at.asked('Roll back au-nsw all the same');
    await at.minute(5);
    expect((await at.board()).done.map(({ action }) => action)).toEqual(['hold']);
    await at.answers('ana', 'go-on');
    await signOff(at);
  });
  expect(seen.effects).toContain('5 quarantine au-nsw');
  expect(seen.outcome.ending).toBe('closed');
});

test('whoever said to hold and roll back under a stop does not sign that off alone, but may reject it (promise 6)', async () => {
  const rolledBack = async (at: At) => {
    await at.asked('Hold au-nsw all the same');
    await at.answers('ivo', 'go-on');
    await at.asked('Roll back au-nsw all the same');
    await at.answers('ivo', 'go-on');
    await at.asked('Sign off');
    await refused(at.answers('ivo', 'accept'), 'FourEyes');
  };
  const accepted = await timeline({ ...stopped, ...provenBad }, async (at) => {
    await rolledBack(at);
    await at.answers('dee', 'accept');
  });
  expect(accepted.outcome.because).toContain('signed off by dee');
  const rejected = await timeline({ ...stopped, ...provenBad }, async (at) => {
    await rolledBack(at);
    await at.answers('ivo', 'reject');
  });
  expect(rejected.outcome).toMatchObject({ ending: 'handed-over', because: 'rejected by ivo; still held' });
  expect(changed(rejected)).not.toContain('liftHold');
});

test('a roll-back that is not cleared ends still held, the bad release neither quarantined nor moved away from', async () => {
  const seen = await timeline({ ...stopped, ...provenBad }, async (at) => {
    await at.asked('Hold au-nsw all the same');
    await at.answers('ana', 'go-on');
    await at.asked('Roll back au-nsw all the same');
    await at.answers('ana', 'hand-over');
  });
  expect(changed(seen)).toEqual(['hold']);
  expect(seen.boards.after.held).toHaveLength(1);
  expect(seen.outcome.because).toContain('not done, as automatic containment is stopped: Roll back au-nsw');
});

test('the clocks of a proven impact run while it waits for clearance', async () => {
  await timeline({ ...stopped, ...provenBad }, async (at) => {
    await at.asked('Hold');
    await at.answers('ana', 'go-on');
    await at.asked('Roll back au-nsw all the same');
    expect((await at.board()).objectives[0]).toMatchObject({ name: 'safe', state: 'running' });
    await at.answers('ana', 'hand-over');
  });
});

test('what people decided is carried out: a roll-back that a person ordered asks nothing more', async () => {
  const seen = await timeline(stopped, async (at) => {
    await at.asked('Hold au-nsw all the same');
    await at.answers('ana', 'go-on');
    await at.asked('Is the active release bad');
    await at.answers('ana', 'bad');
    await signOff(at);
  });
  const questions = seen.timeline.flatMap((entry) => (entry.kind === 'asked' ? [entry.text] : []));
  expect(questions.filter((text) => text.includes('all the same'))).toHaveLength(1);
  expect(changed(seen)).toEqual(['hold', 'quarantine', 'rollBack', 'openCase', 'pin', 'liftHold']);
});

test('what joins before the rollback is automatic too, and asks; what a person says to hold beside it is not', async () => {
  const about = { ...melbourne, kind: 'channel' } as const;
  const world: Partial<World> = {
    ...stopped,
    channels: ({ tenant, environment, name }) => [{ tenant, environment, name }],
  };
  const seen = await timeline(world, async (at) => {
    await at.asked('Hold au-nsw all the same');
    await at.answers('ana', 'go-on');
    await at.asked('Is the active release bad');
    await at.alerts(anAlert('f2', { about }));
    await at.answers('ana', 'bad');
    await at.asked('Hold au-vic all the same');
    expect((await at.board()).held).toHaveLength(1);
    await at.answers('ana', 'go-on');
    await at.asked('au-vic');
    await at.answers('ivo', 'false-alarm');
    const { asking } = await at.asked('Sign off');
    await at.alerts(anAlert('f3', { about: { ...about, name: 'au-qld' } }));
    await at.asked('Alerts now name au-qld too');
    await at.answers('ana', 'hold');
    while ((await at.board()).held.length < 3);
    expect((await at.board()).questions).toHaveLength(1);
    await at.answers('ivo', 'accept', { asking });
  });
  expect(seen.outcome.because).toContain('au-qld was held after that');
});

test('one that cannot be read counts as one (BK-P1)', async () => {
  const unreadable = () => {
    throw broken('Temporal did not say');
  };
  const seen = await timeline({ stopped: unreadable }, async (at) => {
    const { text } = await at.asked();
    expect(text).toBe('It is not known whether automatic containment is stopped: Temporal did not say. Hold au-nsw all the same?');
    await at.answers('ana', 'hand-over');
  });
  expect(changed(seen)).toEqual([]);
});

test('it is looked at before each automatic containment: one that has ended since asks nothing more, one that came since asks', async () => {
  const looks = [stop, null];
  const ended = await timeline({ ...provenBad, stopped: () => looks.shift() ?? null }, async (at) => {
    await at.asked('Hold');
    await at.answers('ana', 'go-on');
    await signOff(at);
  });
  expect(ended.outcome.ending).toBe('closed');
  const later = [null, stop];
  const came = await timeline({ ...provenBad, stopped: () => later.shift() ?? null }, async (at) => {
    await at.asked('Roll back au-nsw all the same');
    await at.answers('ana', 'hand-over');
  });
  expect(changed(came)).toEqual(['hold']);
});

test('where none is in force nothing is asked before the hold', async () => {
  const seen = await timeline(provenBad, signOff);
  expect(seen.timeline.filter(({ kind }) => kind === 'asked')).toHaveLength(1);
});

test('silence pages upwards, and only those whose word it takes may clear it', async () => {
  const seen = await timeline(stopped, async (at) => {
    await at.asked();
    await refused(at.answers('eve', 'go-on'), 'WrongRole');
    await at.minute(6);
    await at.answers('ivo', 'hand-over');
  });
  const pages = seen.pages.filter((page) => page.includes('all the same')).map((page) => page.split(':')[0]);
  expect(pages).toEqual(['0 on-call', '5 incident-commander']);
});

test('a stop that is signed while readers are looked at keeps the next release from being tried by itself', async () => {
  let inForce: Stop | null = null;
  const served: World['served'] = (_channel, { id }) => {
    inForce = stop;
    return id === 'r4' ? fail : pass;
  };
  const seen = await timeline({ ...provenBad, served, stopped: () => inForce }, async (at) => {
    await at.asked('Roll back au-nsw to r3 all the same?');
    await at.minute(10);
    await at.answers('ana', 'go-on');
    await at.asked('Sign off');
    await refused(at.answers('ana', 'accept'), 'WrongRole');
    await at.answers('ivo', 'accept');
  });
  expect(seen.effects.filter((effect) => effect.includes('rollBack'))).toEqual(['0 rollBack au-nsw to r4', '10 rollBack au-nsw to r3']);
  expect(seen.outcome.ending).toBe('closed');
});

test('a stop that is signed while people are asked about a failed step keeps what is proven from being rolled back by itself', async () => {
  let inForce: Stop | null = null;
  let tries = 0;
  const candidates: World['candidates'] = () => {
    if (tries++ === 0) throw broken('no origin answers');
    return { good: [release('r4')], rejected: [] };
  };
  const seen = await timeline({ ...provenBad, candidates, stopped: () => inForce }, async (at) => {
    await at.asked("'Find the last known good (au-nsw)' failed");
    await at.minute(20);
    inForce = stop;
    await at.answers('ana', 'retry');
    await at.asked('Quarantine r5 on au-nsw and roll it back all the same?');
    await at.answers('ana', 'hand-over');
  });
  expect(changed(seen)).toEqual(['hold']);
  expect(seen.outcome).toMatchObject({ ending: 'handed-over', because: expect.stringContaining('automatic containment is stopped') });
});

test('what people decided is carried out to its last candidate, whatever is stopped meanwhile', async () => {
  let inForce: Stop | null = null;
  const served: World['served'] = (_channel, { id }) => {
    inForce = stop;
    return id === 'r4' ? fail : pass;
  };
  const seen = await timeline({ served, stopped: () => inForce }, async (at) => {
    await at.asked('Is the active release bad');
    await at.answers('ana', 'bad');
    await signOff(at);
  });
  expect(seen.effects.filter((effect) => effect.includes('rollBack'))).toEqual(['0 rollBack au-nsw to r4', '0 rollBack au-nsw to r3']);
});
