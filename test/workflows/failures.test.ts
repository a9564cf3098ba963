import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Release } from '../../domain/packs.ts';
import { bad, broken, melbourne, receipt, sound, sydney, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { names, timeline, type At } from '../support/timeline.ts';

startSkippingTime();

const judged = (_channel: unknown, of: Release) => (of.id === 'r5' ? bad(of) : sound(of));
const accept = async (at: At) => {
  await at.asked('Sign off');
  await at.answers('ivo', 'accept');
};

test('a step that fails asks whether to try again, and a retry keeps its key', async () => {
  let tries = 0;
  const rollBack: World['rollBack'] = (paper, channel, _from, { id }) => {
    if (tries++ < 2) throw broken('the publisher answers 500');
    return receipt('rebind', paper, channel, id);
  };
  const seen = await timeline({ release: judged, rollBack }, async (at) => {
    for (const _ of [1, 2]) {
      const { text, plan, asking } = await at.asked("'Roll back (au-nsw)' failed: the publisher answers 500");
      expect(text).toContain('Try again?');
      expect(plan['retry']?.after).toContain('under the same key');
      expect((await at.board()).steps.find(({ title }) => title === 'Roll back')?.state).toBe('failed');
      await at.answers('ana', 'retry', { asking });
    }
    await accept(at);
  });
  expect(seen.outcome.ending).toBe('closed');
  const rollbacks = seen.papers.filter(({ call }) => call === 'rollBack');
  expect(rollbacks).toHaveLength(3);
  expect(new Set(rollbacks.map(({ key }) => key)).size).toBe(1);
  const lines = seen.timeline.flatMap((entry) => ('step' in entry && entry.step === 'Roll back' ? [entry.kind] : []));
  expect(lines).toEqual(['began', 'failed', 'began', 'failed', 'began', 'did']);
});

test('a channel is held at once, though the platform cannot say what any scope covers', async () => {
  const channels = () => {
    throw broken('the publisher is away');
  };
  const seen = await timeline({ channels }, async (at) => {
    await at.asked('Is the active release bad');
    await at.answers('ana', 'false-alarm');
  });
  expect(seen.effects[0]).toBe('0 hold au-nsw');
});

test('a step that a person gives up is handed over with who did, and nothing after it happens', async () => {
  const snapshot = () => {
    throw broken('the vault is full');
  };
  const seen = await timeline({ snapshot }, async (at) => {
    await at.asked('Snapshot the evidence');
    await at.answers('ana', 'hand-over');
  });
  expect(seen.outcome.because).toBe("'Snapshot the evidence' failed: the vault is full; handed over by ana");
  expect(names(seen.effects)).toEqual(['hold', 'snapshot', 'seal']);
  expect(seen.boards.after.held).toHaveLength(1);
});

test('the evidence is demanded before anything is destroyed: while the snapshot fails, nothing but the hold is done', async () => {
  const seen = await timeline(
    {
      release: judged,
      snapshot: () => {
        throw broken('the vault is full');
      },
    },
    async (at) => {
      await at.minute(300);
      await at.answers('dee', 'hand-over');
    },
  );
  expect(seen.papers.map(({ call }) => call)).toEqual(['hold']);
});

test('a bug in the runbook is handed over, and somebody is told', async () => {
  const seen = await timeline({ release: judged, candidates: () => undefined }, async () => undefined);
  expect(seen.outcome).toMatchObject({ ending: 'handed-over', because: expect.stringContaining('the runbook stopped: TypeError') });
  expect(seen.pages).toContainEqual(expect.stringMatching(/^0 duty-manager: handed over to you: the runbook stopped/));
  expect(names(seen.effects).at(-1)).toBe('seal');
});

test('cancelled in the middle of a rollback: the effect is seen through, the record sealed last, and it is handed over', async () => {
  let cancel = async (): Promise<void> => undefined;
  const order: string[] = [];
  const seen = timeline(
    {
      release: judged,
      rollBack: async (paper, channel, _from, { id }) => {
        await cancel();
        await pause(300);
        order.push('moved');
        return receipt('rebind', paper, channel, id);
      },
      append: (_incident, entries) =>
        void order.push(...entries.map((entry) => ('step' in entry ? `${entry.kind} ${entry.step}` : entry.kind))),
      seal: () => void order.push('sealed'),
      page: (role, _incident, why) => void order.push(`page ${role}: ${why}`),
    },
    async (at) => {
      cancel = async () => void (await at.handle.cancel());
      await at.handle.result();
    },
  );
  await expect(seen).rejects.toHaveProperty('cause', expect.objectContaining({ name: 'CancelledFailure' }));
  expect(order).toContain('page duty-manager: handed over to you: the incident was cancelled; what was held is still held');
  expect(order.slice(-2)).toEqual(['ended', 'sealed']);
  expect(order.indexOf('moved')).toBeLessThan(order.indexOf('did Roll back'));
  expect(order).not.toContain('began Check what readers are served');
});

test('cancelled before it has a name, it still ends sealed under one', async () => {
  const sealed: string[] = [];
  let known = (_cancel: () => Promise<unknown>): void => undefined;
  const cancel = new Promise<() => Promise<unknown>>((resolve) => (known = resolve));
  const seen = timeline(
    {
      open: async () => {
        await (
          await cancel
        )();
        await pause(200);
        return true;
      },
      seal: (incident) => void sealed.push(incident),
    },
    async (at) => {
      known(() => at.handle.cancel());
      await at.handle.result();
    },
  );
  await expect(seen).rejects.toHaveProperty('cause', expect.objectContaining({ name: 'CancelledFailure' }));
  expect(sealed).toEqual([expect.stringMatching(/^INC-\w{6}$/)]);
});

const country = { tenant: 'acme', environment: 'production', kind: 'country', name: 'au' } as const;
test('one branch hands over while the step of another is in hand: that is seen through before the seal', async () => {
  const order: string[] = [];
  let free = (): void => undefined;
  const gate = new Promise<void>((resolve) => (free = resolve));
  const seen = await timeline(
    {
      channels: () => [sydney, melbourne],
      release: judged,
      candidates: (channel) => {
        if (channel.name === sydney.name) throw broken('no index');
        return { good: [], rejected: [] };
      },
      quarantine: async (paper, channel, { id }) => {
        await gate;
        await pause(300); // long enough for a seal that does not wait
        order.push('quarantined');
        return receipt('quarantine', paper, channel, id);
      },
      seal: () => {
        order.push('sealed');
        return 'sha256:sealed';
      },
    },
    async (at) => {
      await at.asked('Find the last known good');
      await at.answers('ana', 'hand-over');
      free();
    },
    { scope: country },
  );
  expect(order).toEqual(['quarantined', 'sealed']);
  expect(seen.outcome.because).toContain('handed over by ana');
  expect(seen.boards.after.done.map(({ action, channel }) => `${action} ${channel.name}`)).toContain('quarantine au-vic');
  expect(names(seen.effects)).not.toContain('rollBack');
  expect(seen.timeline.at(-1)?.kind).toBe('ended');
});

test('a step that fails for one channel is shown as failed, though it is done for another', async () => {
  const hold = (...[paper, channel]: Parameters<typeof receipt> extends [unknown, infer P, infer C, unknown] ? [P, C] : never) => {
    if (channel.name === sydney.name) throw broken('the publisher answers 500');
    return receipt('hold', paper, channel, paper.holder);
  };
  await timeline(
    { channels: () => [sydney, melbourne], hold },
    async (at) => {
      await at.asked('Hold activation (au-nsw)');
      expect((await at.board()).steps[1]).toMatchObject({ title: 'Hold activation', state: 'failed' });
      await at.answers('ana', 'hand-over');
    },
    { scope: country },
  );
});
