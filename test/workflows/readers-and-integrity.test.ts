import { expect, test } from '@jest/globals';
import type { Release } from '../../domain/packs.ts';
import { bad, doubtful, fail, pass, sound, unknown } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { names, timeline, type At } from '../support/timeline.ts';

startSkippingTime();

const provenBad = { release: (_channel: unknown, of: Release) => (of.id === 'r5' ? bad(of) : sound(of)) };
const accept = async (at: At) => {
  await at.asked('Sign off');
  await at.answers('ivo', 'accept');
};
const count = (effects: readonly string[], name: string) => names(effects).filter((effect) => effect === name).length;

test('the next release is tried when the one that is bound is served wrong', async () => {
  const seen = await timeline({ ...provenBad, served: (_channel, { id }) => (id === 'r4' ? fail : pass) }, accept);
  expect(seen.outcome).toMatchObject({ ending: 'closed', because: 'au-nsw is back on r3; signed off by ivo' });
  expect(seen.effects.filter((effect) => effect.includes('rollBack'))).toEqual(['0 rollBack au-nsw to r4', '0 rollBack au-nsw to r3']);
  expect(count(seen.effects, 'quarantine')).toBe(1);
});

test('a reader that is silent or lags is asked about, with its reason; nothing else is tried, and the objective is not met', async () => {
  const seen = await timeline({ ...provenBad, served: () => unknown }, async (at) => {
    const { text, plan } = await at.asked('Not every reader');
    expect(text).toContain('resolver at reader-3: unknown, it timed out');
    expect(Object.keys(plan)).toEqual(['go-on', 'look-again', 'hand-over']);
    expect((await at.board()).objectives[0]).toMatchObject({ name: 'safe', state: 'running' });
    await at.answers('ana', 'hand-over');
  });
  expect(seen.outcome).toMatchObject({ ending: 'handed-over', because: expect.stringContaining('some readers are not on it; still held') });
  expect(count(seen.effects, 'rollBack')).toBe(1);
  expect(names(seen.effects)).not.toContain('liftHold');
});

test('look-again asks the readers again, and goes on by itself when they are right', async () => {
  let looks = 0;
  const seen = await timeline({ ...provenBad, served: () => (looks++ === 0 ? unknown : pass) }, async (at) => {
    await at.asked('Not every reader');
    await at.answers('ana', 'look-again');
    await accept(at);
  });
  expect(seen.outcome.ending).toBe('closed');
  expect(count(seen.effects, 'served')).toBe(2);
  expect(count(seen.effects, 'rollBack')).toBe(1);
});

test('go-on takes the readers as known to a person, and integrity is still checked', async () => {
  const seen = await timeline({ ...provenBad, served: () => unknown }, async (at) => {
    await at.asked('Not every reader');
    await at.answers('ana', 'go-on');
    const { plan } = await at.asked('Sign off');
    expect(plan['accept']?.before).toContain('not confirmed at every reader');
    expect(plan['accept']?.before).toContain('resolver at reader-3: unknown, it timed out');
    expect((await at.board()).objectives[0]).toMatchObject({ name: 'safe', state: 'running' });
    await at.minute(16);
    expect((await at.board()).objectives[0]).toMatchObject({ name: 'safe', state: 'missed' });
    await accept(at);
  });
  expect(seen.outcome).toMatchObject({ ending: 'closed', because: expect.stringContaining('not confirmed at every reader') });
  expect(seen.timeline).not.toContainEqual(expect.objectContaining({ kind: 'objective', name: 'safe', state: 'met' }));
  expect(names(seen.effects).slice(-6)).toEqual(['served', 'release', 'openCase', 'pin', 'liftHold', 'seal']);
});

test('no answer of any reader is never a pass', async () => {
  const seen = await timeline({ ...provenBad, served: () => [] }, async (at) => {
    expect((await at.asked('Not every reader')).text).toContain('nothing was checked');
    await at.answers('ana', 'hand-over');
  });
  expect(seen.outcome.ending).toBe('handed-over');
});

test('with no release left it is handed over, still held, and the bad one stays quarantined', async () => {
  const seen = await timeline({ ...provenBad, served: () => fail }, async () => undefined);
  expect(seen.outcome).toMatchObject({
    ending: 'handed-over',
    because: 'no earlier release of au-nsw could be served and verified, and it has no baseline that verifies now; still held',
  });
  expect(count(seen.effects, 'rollBack')).toBe(2);
  expect(seen.boards.after.held).toHaveLength(1);
  expect(seen.boards.after.done.map(({ action }) => action)).toEqual(['hold', 'quarantine', 'rebind', 'rebind']);
  expect(seen.pages).toContainEqual(expect.stringMatching(/duty-manager: handed over to you: no earlier release/));
});

test('with no candidate at all nothing is bound', async () => {
  const seen = await timeline({ ...provenBad, candidates: () => ({ good: [], rejected: [] }) }, async () => undefined);
  expect(seen.outcome.ending).toBe('handed-over');
  expect(names(seen.effects)).not.toContain('rollBack');
});

test('safe is broken when the bound release proves bad, runs again from the same impact, and is met by the next', async () => {
  const judged = (_channel: unknown, of: Release) => (of.id === 'r3' ? sound(of) : bad(of));
  const seen = await timeline({ release: judged }, accept);
  expect(seen.outcome.because).toContain('back on r3');
  const told = seen.timeline.flatMap((entry) => (entry.kind === 'objective' ? [`${entry.name} ${entry.state}`] : []));
  expect(told).toEqual(['safe met', 'safe broken', 'safe met', 'intact met', 'recorded met']);
});

test('integrity that could not be confirmed is asked about: no other release is tried for it', async () => {
  let looks = 0;
  const judged = (_channel: unknown, of: Release) => (of.id === 'r5' ? bad(of) : looks++ === 0 ? doubtful(of) : sound(of));
  const seen = await timeline({ release: judged }, async (at) => {
    await at.minute(20);
    expect((await at.asked('integrity')).text).toContain('its hashes differ at the only origin');
    await at.answers('ana', 'look-again');
    await accept(at);
  });
  expect(seen.outcome.because).toContain('back on r4');
  expect(count(seen.effects, 'rollBack')).toBe(1);
});

test('a person who takes unconfirmed integrity as bad has the next release tried; one who hands over leaves it held', async () => {
  const judged = (_channel: unknown, of: Release) => (of.id === 'r5' ? bad(of) : doubtful(of));
  const seen = await timeline({ release: judged }, async (at) => {
    await at.asked('integrity of r4');
    await at.answers('ana', 'try-next');
    await at.asked('integrity of r3');
    await at.answers('ana', 'hand-over');
  });
  expect(seen.outcome).toMatchObject({
    ending: 'handed-over',
    because: expect.stringContaining('the integrity of r3 on au-nsw is not confirmed'),
  });
  expect(count(seen.effects, 'rollBack')).toBe(2);
  expect(seen.boards.after.held).toHaveLength(1);
});
