import { expect, test } from '@jest/globals';
import type { Release } from '../../domain/packs.ts';
import { bad, broken, receipt, sound, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { timeline, type At } from '../support/timeline.ts';
import { until } from '../support/until.ts';

startSkippingTime();

const provenBad = { release: (_channel: unknown, of: Release) => (of.id === 'r5' ? bad(of) : sound(of)) };
const accept = async (at: At) => {
  await at.asked('Sign off');
  await at.answers('ivo', 'accept');
};
const short = (pages: readonly string[]) => pages.map((page) => page.split(':')[0]);

test('those who may answer are paged at once, then up, after gaps of 5, 10, 20 ... minutes of silence', async () => {
  const seen = await timeline({}, async (at) => {
    await at.minute(200);
    expect((await at.asked()).paged).toEqual(['on-call', 'incident-commander', 'duty-manager']);
    await at.answers('ana', 'false-alarm');
  });
  expect(short(seen.pages)).toEqual([
    '0 on-call',
    '5 incident-commander',
    '15 duty-manager',
    '35 duty-manager',
    '75 duty-manager',
    '155 duty-manager',
  ]);
});

test('the page for a sign-off goes to who may sign, not to the on-call', async () => {
  const seen = await timeline(provenBad, async (at) => {
    await at.minute(6);
    await accept(at);
  });
  expect(short(seen.pages)).toEqual(['0 incident-commander', '5 duty-manager']);
});

test('open for a year: paged daily, and its history is far from the limit', async () => {
  let events = 0;
  const seen = await timeline({}, async (at) => {
    await at.minute(60 * 24 * 365);
    events = (await at.handle.describe()).historyLength;
    await at.answers('dee', 'false-alarm');
  });
  expect(seen.outcome.ending).toBe('false-alarm');
  expect(seen.pages.length).toBeGreaterThan(360);
  expect(events).toBeLessThan(10_000);
});

test('objectives count from the confirmed impact, warn at 50 and 80 %, page when missed, and the repair goes on (BK-RO1, BK-RO2)', async () => {
  let works = false;
  const rollBack: World['rollBack'] = (paper, channel, _from, { id }) => {
    if (!works) throw broken('the publisher answers 500');
    return receipt('rebind', paper, channel, id);
  };
  const seen = await timeline({ rollBack }, async (at) => {
    await at.minute(100);
    await at.answers('ana', 'bad');
    await at.minute(120);
    expect((await at.board()).objectives[0]).toMatchObject({ name: 'safe', state: 'missed', metAt: null });
    works = true;
    await at.answers('ana', 'retry');
    await accept(at);
  });
  const told = seen.timeline.flatMap((entry) =>
    entry.kind === 'objective' ? [`${((entry.at - seen.timeline[0]!.at) / 60_000).toFixed(1)} ${entry.name} ${entry.state}`] : [],
  );
  expect(told.slice(0, 4).sort()).toEqual(['107.5 safe half', '112.0 safe late soon', '115.0 intact half', '115.0 safe missed']);
  expect(told.slice(4)).toEqual(['120.0 safe met', '120.0 intact met', '120.0 recorded met']);
  expect(seen.pages).toContain("115 duty-manager: objective 'safe' is missed");
  expect(seen.pages).toContain("112 on-call: objective 'safe' has a fifth of its time left");
  expect(seen.pages).toContain("112 incident-commander: objective 'safe' has a fifth of its time left");
  expect(seen.outcome.ending).toBe('closed');
  expect(seen.boards.after.objectives.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'safe met late',
    'intact met',
    'recorded met',
  ]);
});

test('the record has the incident window that the installation set', async () => {
  const seen = await timeline(
    provenBad,
    async (at) => {
      await at.minute(61);
      await accept(at);
    },
    { incidentWindow: 3_600_000 },
  );
  expect(seen.pages).toContain("60 duty-manager: objective 'recorded' is missed");
  expect(seen.boards.after.objectives.at(-1)).toMatchObject({ name: 'recorded', state: 'met late' });
});

test('a pager that hangs does not delay the repair', async () => {
  let rolledBack = (): void => undefined;
  const moved = new Promise<void>((resolve) => (rolledBack = resolve));
  const order: string[] = [];
  let tries = 0;
  const seen = await timeline(
    {
      ...provenBad,
      quarantine: () => {
        if (tries++ === 0) throw broken('the publisher answers 500'); // so that somebody is paged before the rollback
      },
      page: async () => {
        await moved;
        order.push('page got through');
      },
      rollBack: (paper, channel, _from, { id }) => {
        order.push('rolled back');
        rolledBack();
        return receipt('rebind', paper, channel, id);
      },
    },
    async (at) => {
      await at.asked('Quarantine the bad release');
      await at.answers('ana', 'retry');
      await accept(at);
    },
  );
  expect(order.slice(0, 2)).toEqual(['rolled back', 'page got through']);
  expect(seen.outcome.ending).toBe('closed');
});

test('a lost page is on the board, is paged again under the same key, and is gone when it gets through', async () => {
  let works = false;
  const keys: string[] = [];
  const page = (_role: string, _incident: string, why: string, key: string) => {
    if (why.startsWith('Is the active')) keys.push(key);
    if (!works) throw new Error('the webhook answers 503');
  };
  const seen = await timeline({ page }, async (at) => {
    await at.minute(3);
    const { lostPages } = await at.board();
    expect(lostPages).toEqual([expect.objectContaining({ role: 'on-call', why: expect.stringContaining('Is the active release bad?') })]);
    works = true;
    await at.minute(4.5);
    expect((await at.board()).lostPages).toEqual([]);
    expect(new Set(keys).size).toBe(1);
    await at.answers('ana', 'false-alarm');
  });
  expect(seen.timeline).toContainEqual(expect.objectContaining({ kind: 'page lost', role: 'on-call', why: 'the webhook answers 503' }));
  expect(seen.boards.after.lostPages).toEqual([]);
});

test('whichever page of a question gets through takes the older lost ones off the board', async () => {
  let works = false;
  const page = () => {
    if (!works) throw new Error('the webhook answers 503');
  };
  await timeline({ page }, async (at) => {
    await at.minute(36); // duty-manager was paged at 15 and at 35, both in vain
    expect((await at.board()).lostPages.map(({ role }) => role).sort()).toEqual(['duty-manager', 'incident-commander', 'on-call']);
    works = true;
    await at.minute(80);
    await until(at.board, ({ lostPages }) => lostPages.length === 0);
    await at.answers('ana', 'false-alarm');
  });
});
