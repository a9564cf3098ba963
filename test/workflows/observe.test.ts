import { expect, test } from '@jest/globals';
import type { Authorization, Receipt } from '../../domain/containment.ts';
import type { Release } from '../../domain/packs.ts';
import { anAlert } from '../support/alerts.ts';
import { bad, broken, melbourne, receipt, sound, sydney, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { names, refused, timeline, type At, type Seen } from '../support/timeline.ts';

startSkippingTime();

/** A receipt as `contain` makes it for a paper that is a dry run: nothing was changed. */
const dry = (action: Receipt['action'], paper: Authorization, channel: typeof sydney, subject: string): Receipt => ({
  ...receipt(action, paper, channel, subject),
  ...(paper.dryRun && { dryRun: true, audit: null, after: `unchanged: would have done '${action}' of ${subject}` }),
});
const dryWorld: Partial<World> = {
  hold: (paper, channel) => dry('hold', paper, channel, paper.holder),
  quarantine: (paper, channel, { id }) => dry('quarantine', paper, channel, id),
  rollBack: (paper, channel, _from, { id }) => dry('rebind', paper, channel, id),
};
const provenBad: Partial<World> = { ...dryWorld, release: (_channel, of: Release) => (of.id === 'r5' ? bad(of) : sound(of)) };
const observed = (world: Partial<World>, script: (at: At) => Promise<unknown> = async () => undefined, about = {}): Promise<Seen> =>
  timeline(world, script, { observe: true, ...about });

test('everything is read and judged, every containment is a dry run, and nothing is asked, lifted or served', async () => {
  const seen = await observed(provenBad, (at) => at.minute(1));
  expect(names(seen.effects)).toEqual(['hold', 'snapshot', 'active', 'release', 'candidates', 'quarantine', 'rollBack', 'seal']);
  expect(seen.papers.map(({ call, dryRun }) => [call, dryRun])).toEqual([
    ['hold', true],
    ['quarantine', true],
    ['rollBack', true],
  ]);
  expect(seen.timeline.filter(({ kind }) => kind === 'asked')).toEqual([]);
  expect(seen.outcome).toMatchObject({ ending: 'handed-over', because: 'observed only: would have rolled au-nsw back to r4' });
});

test('without observe no paper says that it is a dry run', async () => {
  const seen = await timeline(dryWorld, (at) => at.answers('ana', 'false-alarm'));
  expect(seen.papers.every((paper) => !('dryRun' in paper))).toBe(true);
});

test('its receipts say what would have been, and its board holds nothing, and says that it only watches', async () => {
  const seen = await observed(provenBad);
  const receipts = seen.timeline.flatMap((entry) => (entry.kind === 'did' ? [entry.result] : [])).filter(isDry);
  expect(receipts.map(({ action, after }) => `${action}: ${after}`)).toEqual([
    expect.stringMatching(/^hold: unchanged: would have done 'hold' of /),
    "quarantine: unchanged: would have done 'quarantine' of r5",
    "rebind: unchanged: would have done 'rebind' of r4",
  ]);
  expect(seen.boards.after).toMatchObject({ observing: true, held: [] });
});

const isDry = (result: unknown): result is Receipt => (result as Receipt | null)?.dryRun === true;

test('what needs eyes is not asked about: it says that it would have been', async () => {
  const seen = await observed(dryWorld, (at) => at.minute(1));
  expect(seen.timeline.filter(({ kind }) => kind === 'asked')).toEqual([]);
  expect(seen.outcome.because).toBe('observed only: would have asked whether it is bad: au-nsw: its hashes differ at the only origin');
  expect(names(seen.effects)).not.toContain('quarantine');
});

test('with nothing to go back to it says that too, and neither asks for nor serves the baseline', async () => {
  const seen = await observed({ ...provenBad, candidates: () => ({ good: [], rejected: [] }) });
  expect(seen.outcome.because).toBe('observed only: would have found no release to roll au-nsw back to');
  expect(names(seen.effects)).not.toContain('rollBack');
  expect(names(seen.effects)).not.toContain('serveBaseline');
});

test('the clocks never start: nobody is paged for an objective of something that is only watched', async () => {
  const seen = await observed(provenBad);
  expect(seen.boards.after.objectives.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
  expect(seen.pages).toEqual([expect.stringMatching(/^0 duty-manager: handed over to you: observed only/)]);
});

test('a stop of automatic containment asks nothing of what only watches', async () => {
  const seen = await observed({ ...provenBad, stopped: () => ({ until: Date.now() + 3_600_000, by: 'ana', why: 'platform at work' }) });
  expect(seen.timeline.filter(({ kind }) => kind === 'asked')).toEqual([]);
});

test('a wide scope and what joins are watched too', async () => {
  let arrived = (): void => undefined;
  let open = (): void => undefined;
  const reading = new Promise<void>((resolve) => (arrived = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  const world: Partial<World> = {
    ...provenBad,
    channels: ({ tenant, environment, name }) => [{ tenant, environment, name }],
    candidates: () => ({ good: [], rejected: [] }),
    snapshot: async () => {
      arrived();
      await opened;
      return { digest: 'sha256:snapshot', where: 'vault', at: 0, items: [] };
    },
  };
  const seen = await observed(world, async (at) => {
    await reading;
    await at.alerts(anAlert('f2', { about: { ...melbourne, kind: 'channel' } }));
    open();
  });
  expect(seen.papers.map(({ call }) => call)).toEqual(['hold', 'hold', 'quarantine', 'quarantine']);
  expect(seen.papers.every(({ dryRun }) => dryRun)).toBe(true);
  expect(seen.outcome.because).toContain('au-vic');
});

test('statements and answers count as ever: a step that fails is asked about', async () => {
  let tries = 0;
  const snapshot: World['snapshot'] = () => {
    if (tries++ === 0) throw broken('the vault is full');
    return { digest: 'sha256:snapshot', where: 'vault', at: 0, items: [] };
  };
  const seen = await observed({ ...provenBad, snapshot }, async (at) => {
    await at.asked("'Snapshot the evidence' failed");
    const { incident } = await at.board();
    const note = { kind: 'note', incident, text: 'I look', at: '', nonce: 'note-0001', signature: 'eve' };
    await at.handle.executeUpdate('state', { args: [note] });
    await refused(at.answers('eve', 'retry'), 'WrongRole');
    await at.answers('ana', 'retry');
  });
  expect(seen.timeline).toContainEqual(expect.objectContaining({ kind: 'stated', person: 'eve', text: 'I look' }));
  expect(seen.outcome.because).toContain('would have rolled au-nsw back to r4');
});
