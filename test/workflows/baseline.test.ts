import { expect, test } from '@jest/globals';
import type { Baseline, Proof, Release } from '../../domain/packs.ts';
import { bad, broken, doubtful, fail, pass, receipt, release, sound, sydney, unknown, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { names, refused, timeline, type At, type Seen } from '../support/timeline.ts';

startSkippingTime();

// BK-BP3: no release of the channel itself is left.
const baseline: Baseline = { channel: { ...sydney, name: 'baseline' }, release: release('b1') };
const nothingLeft: Partial<World> = {
  release: (_channel, of: Release) => (of.id === 'r5' ? bad(of) : sound(of)),
  candidates: () => ({ good: [], rejected: [] }),
  baseline: () => baseline,
};
const asksForIt = (at: At) => at.asked('Is the baseline (baseline b1) true for the readers of au-nsw');
const accepts = async (at: At) => {
  await at.asked('Sign off');
  await refused(at.answers('ivo', 'accept'), 'FourEyes'); // he had the baseline served
  await at.answers('dee', 'accept');
};
const called = (seen: Seen, name: string) => names(seen.effects).filter((effect) => effect === name).length;

test('the baseline is served only on a signed decision whose plan names the channel, and read back before the sign-off', async () => {
  const seen = await timeline(nothingLeft, async (at) => {
    const { plan, verdicts } = await asksForIt(at);
    expect(verdicts).toEqual({ 'serve-baseline': ['incident-commander'], 'hand-over': ['on-call'] });
    expect(plan['serve-baseline']).toMatchObject({ target: 'au-nsw', baselines: [sydney], after: expect.stringContaining('baseline b1') });
    expect(plan['hand-over']?.baselines).toBeUndefined();
    await at.minute(3);
    await at.answers('ivo', 'serve-baseline');
    await accepts(at);
  });
  expect(seen.effects.slice(4)).toEqual([
    '0 candidates au-nsw',
    '0 quarantine au-nsw',
    '0 baseline au-nsw',
    '3 serveBaseline au-nsw',
    '3 served au-nsw',
    '3 release baseline',
    '3 openCase au-nsw',
    '3 liftHold au-nsw',
    '3 seal',
  ]);
  const paper = seen.papers.find(({ call }) => call === 'serveBaseline');
  expect(paper).toMatchObject({ snapshot: { digest: 'sha256:snapshot' }, decision: { verdict: 'serve-baseline', by: ['ivo'] } });
  expect(seen.outcome).toMatchObject({ ending: 'closed', because: 'au-nsw is back on b1; signed off by dee' });
});

test('what readers are served is compared with the baseline’s release, of the baseline’s pack', async () => {
  const asked: unknown[] = [];
  const served: World['served'] = (...of) => (asked.push(of), pass);
  await timeline({ ...nothingLeft, served }, async (at) => {
    await asksForIt(at);
    await at.answers('ivo', 'serve-baseline');
    await accepts(at);
  });
  expect(asked).toEqual([[sydney, baseline.release, baseline.channel]]);
});

test('a baseline is never pinned: it is nobody’s release of the channel', async () => {
  const seen = await timeline(nothingLeft, async (at) => {
    await asksForIt(at);
    await at.answers('ivo', 'serve-baseline');
    await accepts(at);
  });
  expect(called(seen, 'pin')).toBe(0);
  expect(called(seen, 'openCase')).toBe(1);
});

test('nobody on call may say that it is true; silence pages upwards, and serves nothing', async () => {
  const seen = await timeline(nothingLeft, async (at) => {
    await asksForIt(at);
    await refused(at.answers('ana', 'serve-baseline'), 'WrongRole');
    await at.minute(60);
    expect((await at.board()).done.map(({ action }) => action)).toEqual(['hold', 'quarantine']);
    await at.answers('ivo', 'serve-baseline');
    await accepts(at);
  });
  expect(seen.effects).toContain('60 serveBaseline au-nsw');
  const pages = seen.pages.filter((page) => page.includes('Is the baseline')).map((page) => page.split(':')[0]);
  expect(new Set(pages.slice(0, 2))).toEqual(new Set(['0 incident-commander', '0 on-call'])); // at once, in no order
  expect(pages.slice(2)).toEqual(['5 duty-manager', '15 duty-manager', '35 duty-manager']);
});

test('whoever started by hand may not say that it is true, nor hand it over', async () => {
  const scope = { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nsw' } as const;
  const startedBy = { kind: 'start', runbook: 'bad-pack-rollback', scope, why: 'seen', at: '', nonce: '', signature: 'ivo' } as const;
  const seen = await timeline(
    nothingLeft,
    async (at) => {
      await asksForIt(at);
      await refused(at.answers('ivo', 'serve-baseline'), 'FourEyes');
      await refused(at.answers('ivo', 'hand-over'), 'FourEyes');
      await at.answers('dee', 'hand-over');
    },
    { startedBy, alerts: [] },
  );
  expect(called(seen, 'serveBaseline')).toBe(0);
});

test('hand-over serves nothing: it ends still held, and says so', async () => {
  const seen = await timeline(nothingLeft, async (at) => {
    await asksForIt(at);
    await at.answers('ana', 'hand-over');
  });
  expect(seen.outcome).toMatchObject({
    ending: 'handed-over',
    because: 'no earlier release of au-nsw could be served and verified; handed over by ana; still held',
  });
  expect(called(seen, 'serveBaseline')).toBe(0);
  expect(seen.boards.after.held).toHaveLength(1);
});

test('where there is none, or none that verifies, nobody is asked: it is handed over, still held', async () => {
  const seen = await timeline({ ...nothingLeft, baseline: () => null }, async () => undefined);
  expect(seen.timeline.filter(({ kind }) => kind === 'asked')).toEqual([]);
  expect(seen.outcome).toMatchObject({ ending: 'handed-over', because: expect.stringContaining('no baseline that verifies now') });
  expect(seen.boards.after.held).toHaveLength(1);
});

test('it is looked for only after every release of the channel itself was tried', async () => {
  const world: Partial<World> = {
    ...nothingLeft,
    candidates: () => ({ good: [release('r4'), release('r3')], rejected: [] }),
    served: (_channel, { id }) => (id === 'b1' ? pass : fail),
  };
  const seen = await timeline(world, async (at) => {
    await asksForIt(at);
    await at.answers('ivo', 'serve-baseline');
    await accepts(at);
  });
  const order = seen.effects.map((effect) => effect.slice(2)).filter((effect) => /roll|served|aseline au/.test(effect));
  expect(order).toEqual([
    'rollBack au-nsw to r4',
    'served au-nsw',
    'rollBack au-nsw to r3',
    'served au-nsw',
    'baseline au-nsw',
    'serveBaseline au-nsw',
    'served au-nsw',
  ]);
});

test('served wrongly, it is handed over, still held, and the objective is not met', async () => {
  const seen = await timeline({ ...nothingLeft, served: () => fail }, async (at) => {
    await asksForIt(at);
    await at.answers('ivo', 'serve-baseline');
  });
  expect(seen.outcome).toMatchObject({
    ending: 'handed-over',
    because: expect.stringContaining('readers of au-nsw are served the baseline wrongly; still held'),
  });
  expect(seen.boards.after.objectives[0]).toMatchObject({ name: 'safe', metAt: null });
  expect([called(seen, 'liftHold'), called(seen, 'openCase')]).toEqual([0, 0]);
});

test('a reader that lags behind the baseline is asked about, as for any other release', async () => {
  const seen = await timeline({ ...nothingLeft, served: () => unknown }, async (at) => {
    await asksForIt(at);
    await at.answers('ivo', 'serve-baseline');
    expect((await at.asked('Not every reader serves b1 on au-nsw')).text).toContain('reader-3');
    await at.answers('ana', 'hand-over');
  });
  expect(seen.outcome.ending).toBe('handed-over');
  expect(called(seen, 'serveBaseline')).toBe(1);
});

test('a baseline that cannot be looked for asks, and is no baseline until it can', async () => {
  let tries = 0;
  const find = () => {
    if (tries++ === 0) throw broken('the publisher answers 500');
    return baseline;
  };
  const seen = await timeline({ ...nothingLeft, baseline: find }, async (at) => {
    await at.asked("'Find the last known good (au-nsw)' failed");
    await at.answers('ana', 'retry');
    await asksForIt(at);
    await at.answers('ana', 'hand-over');
  });
  expect(called(seen, 'baseline')).toBe(2);
});

test('answered late, it is looked at once more (promise 3): still sound it is served, and one that broke meanwhile is not', async () => {
  const late = (verdict: (of: Release) => Proof) =>
    timeline({ ...nothingLeft, release: (_channel, of: Release) => (of.id === 'r5' ? bad(of) : verdict(of)) }, async (at) => {
      await asksForIt(at);
      await at.minute(16);
      await at.answers('ivo', 'serve-baseline');
      if (verdict === sound) await accepts(at);
    });
  const served = await late(sound);
  const order = served.effects.filter((effect) => /aseline|release/.test(effect));
  expect(order.slice(-4)).toEqual(['0 baseline au-nsw', '16 release baseline', '16 serveBaseline au-nsw', '16 release baseline']);
  const broke = await late(bad);
  expect(called(broke, 'serveBaseline')).toBe(0);
  expect(broke.outcome).toMatchObject({ ending: 'handed-over', because: expect.stringContaining('its baseline is not proven any more') });
  expect(broke.boards.after.held).toHaveLength(1);
});

test('a baseline that breaks after it was served is not closed over: it is asked about anew', async () => {
  let checks = 0;
  const world: Partial<World> = {
    ...nothingLeft,
    release: ({ name }, of: Release) => {
      if (name !== 'baseline') return bad(of);
      return checks++ === 0 ? bad(of) : doubtful(of);
    },
    serveBaseline: (paper, channel, { name }) => receipt('baseline', paper, channel, name),
  };
  const seen = await timeline(world, async (at) => {
    await asksForIt(at);
    await at.answers('ivo', 'serve-baseline');
    const again = await at.asked('Is the baseline');
    await at.answers('ivo', 'serve-baseline', { asking: again.asking });
    await at.asked('The integrity of b1 on au-nsw could not be confirmed');
    await at.answers('ana', 'hand-over');
  });
  expect(called(seen, 'serveBaseline')).toBe(2);
  expect(new Set(seen.keys).size).toBe(seen.keys.length);
  expect(seen.outcome).toMatchObject({ ending: 'handed-over', because: expect.stringContaining('still held') });
});
