import { expect, test } from '@jest/globals';
import type { Release } from '../../domain/packs.ts';
import type { Channel, Scope } from '../../domain/scope.ts';
import { anAlert } from '../support/alerts.ts';
import { bad, broken, doubtful, melbourne, receipt, sound, sydney, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { names, timeline, type At, type Seen } from '../support/timeline.ts';

startSkippingTime();

const scopeOf = ({ tenant, environment, name }: Channel): Scope => ({ tenant, environment, kind: 'channel', name });
const alertAbout = (channel: Channel, fingerprint = 'f2') => anAlert(fingerprint, { about: scopeOf(channel) });
const each: Partial<World> = { channels: ({ tenant, environment, name }) => [{ tenant, environment, name }] };
const provenBad: Partial<World> = { ...each, release: (_channel, of: Release) => (of.id === 'r5' ? bad(of) : sound(of)) };
/** Only the first channel is proven bad; of the other nothing is proven. */
const sydneyBad: Partial<World> = {
  ...each,
  release: ({ name }, of: Release) => (of.id !== 'r5' ? sound(of) : name === sydney.name ? bad(of) : doubtful(of)),
};
const changes = (seen: Seen) =>
  seen.effects.map((effect) => effect.slice(effect.indexOf(' ') + 1)).filter((effect) => /hold|snap|quar|roll/i.test(effect));
const widened = (seen: Seen) => seen.timeline.flatMap((entry) => (entry.kind === 'widened' ? entry.channels.map(({ name }) => name) : []));

test('what joining alerts name before the rollback is held and its evidence taken, before anything moves', async () => {
  const seen = await timeline(each, async (at) => {
    await at.asked('Is the active release bad');
    await at.alerts(alertAbout(melbourne));
    await at.answers('ana', 'bad', { asking: 1 });
    expect((await at.asked('au-vic')).plan['bad']?.target).toBe('au-vic');
    expect((await at.board()).held.map(({ channel }) => channel.name)).toEqual(['au-nsw', 'au-vic']);
    await at.answers('ana', 'bad', { asking: 2 });
    await at.asked('Sign off');
    await at.answers('ivo', 'accept');
  });
  expect(changes(seen).slice(0, 4)).toEqual(['hold au-nsw', 'snapshot', 'hold au-vic', 'snapshot']);
  expect(changes(seen).slice(4).sort()).toEqual([
    'liftHold au-nsw',
    'liftHold au-vic',
    'quarantine au-nsw',
    'quarantine au-vic',
    'rollBack au-nsw to r4',
    'rollBack au-vic to r4',
  ]);
  expect(widened(seen)).toEqual(['au-vic']);
  expect(seen.outcome.ending).toBe('closed');
});

test('each channel is asked about by itself: what one answer says of the first says nothing of the one that joined', async () => {
  const seen = await timeline(each, async (at) => {
    await at.asked();
    await at.alerts(alertAbout(melbourne));
    await at.answers('ana', 'false-alarm', { asking: 1 });
    await at.asked('au-vic');
    await at.answers('ana', 'bad', { asking: 2 });
    await at.asked('Sign off');
    await at.answers('ivo', 'accept');
  });
  expect(changes(seen).filter((effect) => /quarantine|roll/.test(effect))).toEqual(['quarantine au-vic', 'rollBack au-vic to r4']);
  expect(seen.outcome.because).toBe('au-vic is back on r4; signed off by ivo');
});

test.each([
  ['another tenant', { ...melbourne, tenant: 'other' }],
  ['another environment', { ...melbourne, environment: 'staging' }],
])('an alert of %s joins the record and widens nothing (KOA-P5)', async (_title, foreign) => {
  const seen = await timeline(each, async (at) => {
    await at.asked();
    await at.alerts(alertAbout(foreign));
    await at.answers('ana', 'false-alarm');
  });
  expect(changes(seen)).toEqual(['hold au-nsw', 'snapshot', 'liftHold au-nsw']);
  expect(widened(seen)).toEqual([]);
});

test('neither a repeat, nor the news that it is over, nor what is held already widens anything', async () => {
  const seen = await timeline(each, async (at) => {
    await at.asked();
    await at.alerts(alertAbout(sydney), alertAbout(sydney, 'f3'), anAlert('f4', { status: 'resolved', about: scopeOf(melbourne) }));
    await at.answers('ana', 'false-alarm');
  });
  expect(changes(seen)).toEqual(['hold au-nsw', 'snapshot', 'liftHold au-nsw']);
  expect(widened(seen)).toEqual([]);
});

const toSignOff = async (at: At) => (await at.asked('Sign off')).asking;

test('after the rollback began it is a question beside the others; held on an answer, it is judged, and the sign-off goes on', async () => {
  const seen = await timeline(sydneyBad, async (at) => {
    const signOff = await toSignOff(at);
    await at.alerts(alertAbout(melbourne));
    const more = await at.asked('Alerts now name au-vic too');
    expect(Object.keys(more.plan)).toEqual(['hold', 'leave']);
    expect((await at.board()).questions.map(({ asking }) => asking)).toEqual([signOff, more.asking]);
    expect((await at.board()).held.map(({ channel }) => channel.name)).toEqual(['au-nsw']);
    await at.answers('ana', 'hold', { asking: more.asking });
    await at.minute(1);
    expect((await at.board()).held.map(({ channel }) => channel.name)).toEqual(['au-nsw', 'au-vic']);
    await at.answers('ivo', 'accept', { asking: signOff });
  });
  expect(changes(seen)).toEqual([
    'hold au-nsw',
    'snapshot',
    'quarantine au-nsw',
    'rollBack au-nsw to r4',
    'hold au-vic',
    'snapshot',
    'liftHold au-nsw',
  ]);
  expect(seen.outcome).toMatchObject({
    ending: 'handed-over',
    because: 'signed off by ivo, but au-vic was held after that and still is',
  });
  expect(seen.boards.after.held.map(({ channel }) => channel.name)).toEqual(['au-vic']);
  expect(seen.pages.at(-1)).toMatch(/duty-manager: handed over to you: signed off by ivo, but au-vic/);
});

/** Answers when the world is asked, and holds the answer back until it is let go. */
function gate() {
  let open = (): void => undefined;
  let reached = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const arrived = new Promise<void>((resolve) => (reached = resolve));
  return { open: () => open(), arrived, pass: async () => (reached(), opened) };
}

test('a hold that is still being put on when the sign-off comes is seen through and named, not closed over', async () => {
  const held = gate();
  const hold: World['hold'] = async (paper, channel) => {
    if (channel.name === melbourne.name) await held.pass();
    return receipt('hold', paper, channel, paper.holder);
  };
  const seen = await timeline({ ...sydneyBad, hold }, async (at) => {
    const signOff = await toSignOff(at);
    await at.alerts(alertAbout(melbourne));
    await at.asked('Alerts now name au-vic too');
    await at.answers('ana', 'hold');
    await held.arrived;
    await at.answers('ivo', 'accept', { asking: signOff });
    held.open();
  });
  expect(seen.outcome).toMatchObject({ ending: 'handed-over', because: expect.stringContaining('au-vic was held after that') });
  expect(seen.boards.after.held.map(({ channel }) => channel.name)).toEqual(['au-vic']);
});

test('an alert that widens while a false alarm is being lifted starts the next incident: it is held and asked about, never lost (BK-A8)', async () => {
  const lifting = gate();
  const liftHold: World['liftHold'] = async (paper, channel) => {
    await lifting.pass();
    return receipt('lift', paper, channel, paper.holder);
  };
  const seen = await timeline({ ...each, liftHold }, async (at) => {
    await at.asked();
    await at.answers('ana', 'false-alarm');
    await lifting.arrived;
    await at.alerts(alertAbout(melbourne));
    await at.goesOn(() => lifting.open());
    const next = await at.asked('au-vic');
    await at.answers('ana', 'false-alarm', { asking: (await at.asked('au-nsw')).asking });
    await at.answers('ana', 'false-alarm', { asking: next.asking });
  });
  expect(changes(seen).filter((change) => change === 'hold au-vic')).toHaveLength(1);
  expect(seen.outcome.judged).toEqual(['alertmanager/f2/2026-01-01T00:00:00Z']);
});

test('held before the sign-off is asked, it is in the plan that is signed, with why it was not moved, and is lifted with the rest', async () => {
  const bound = gate();
  const world: Partial<World> = {
    ...sydneyBad,
    rollBack: async (paper, channel, _from, { id }) => {
      await bound.pass();
      return receipt('rebind', paper, channel, id);
    },
  };
  const seen = await timeline(world, async (at) => {
    await bound.arrived;
    await at.alerts(alertAbout(melbourne));
    await at.asked('Alerts now name au-vic too');
    await at.answers('ana', 'hold');
    const judged = async () => (await at.board()).steps.find(({ title }) => title === 'Check the active release')?.state;
    while ((await at.board()).held.length < 2 || (await judged()) !== 'done');
    bound.open();
    const { plan } = await at.asked('Sign off');
    expect(plan['accept']?.lifts).toEqual([sydney, melbourne]);
    expect(plan['accept']?.before).toContain('au-vic was not rolled back from r5: its hashes differ at the only origin');
    await at.answers('ivo', 'accept');
  });
  expect(seen.outcome.ending).toBe('closed');
  expect(changes(seen).slice(-2).sort()).toEqual(['liftHold au-nsw', 'liftHold au-vic']);
  expect(changes(seen)).not.toContain('rollBack au-vic to r4');
});

test('left on an answer, it stays as it is, and is not asked about again', async () => {
  const seen = await timeline(sydneyBad, async (at) => {
    const signOff = await toSignOff(at);
    await at.alerts(alertAbout(melbourne));
    await at.asked('Alerts now name au-vic too');
    await at.answers('ana', 'leave');
    await at.alerts(alertAbout(melbourne, 'f3'), alertAbout(melbourne));
    expect((await at.board()).questions.map(({ asking }) => asking)).toEqual([signOff]);
    await at.answers('ivo', 'accept', { asking: signOff });
  });
  expect(seen.outcome.ending).toBe('closed');
  expect(names(seen.effects).filter((name) => name === 'hold')).toHaveLength(1);
});

test('a channel that alerts named and nobody decided about is handed over by name, not closed over', async () => {
  const seen = await timeline(sydneyBad, async (at) => {
    const signOff = await toSignOff(at);
    await at.alerts(alertAbout(melbourne));
    await at.asked('Alerts now name au-vic too');
    await at.answers('ivo', 'accept', { asking: signOff });
  });
  expect(changes(seen).filter((effect) => effect.startsWith('hold'))).toEqual(['hold au-nsw']);
  expect(seen.outcome).toMatchObject({
    ending: 'handed-over',
    because: 'signed off by ivo, but alerts name au-vic too, and nobody said whether to hold it',
  });
});

test('silence on the question beside pages upwards like any other', async () => {
  const seen = await timeline(sydneyBad, async (at) => {
    const signOff = await toSignOff(at);
    await at.alerts(alertAbout(melbourne));
    await at.asked('Alerts now name au-vic too');
    await at.minute(16);
    await at.answers('ana', 'leave');
    await at.answers('ivo', 'accept', { asking: signOff });
  });
  const asked = seen.pages.filter((page) => page.includes('Alerts now name')).map((page) => page.split(':')[0]);
  expect(asked).toEqual(['0 on-call', '5 incident-commander', '15 duty-manager']);
});

test('a hold beside the rollback that fails is asked about, and handing that over ends the incident, still held', async () => {
  const hold: World['hold'] = (paper, channel) => {
    if (channel.name === melbourne.name) throw broken('the publisher answers 500');
    return receipt('hold', paper, channel, paper.holder);
  };
  const seen = await timeline({ ...provenBad, hold }, async (at) => {
    await toSignOff(at);
    await at.alerts(alertAbout(melbourne));
    await at.asked('Alerts now name au-vic too');
    await at.answers('ana', 'hold');
    await at.asked("'Hold activation (au-vic)' failed");
    await at.answers('ana', 'hand-over');
  });
  expect(seen.outcome).toMatchObject({ ending: 'handed-over', because: expect.stringContaining('Hold activation (au-vic)') });
  expect(names(seen.effects)).not.toContain('liftHold');
  expect(seen.boards.after.held.map(({ channel }) => channel.name)).toEqual(['au-nsw']);
});
