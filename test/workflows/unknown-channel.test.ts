import { expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import type { Release } from '../../domain/packs.ts';
import type { Channel, Scope } from '../../domain/scope.ts';
import { anAlert } from '../support/alerts.ts';
import { bad, melbourne, receipt, sound, sydney, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { timeline, type At } from '../support/timeline.ts';

startSkippingTime();

test('a channel that only an alert names and the platform does not know holds up no proven rollback, and is handed over by name', async () => {
  const hold: World['hold'] = (paper, channel) => {
    if (channel.name === melbourne.name) throw ApplicationFailure.nonRetryable('no such channel', 'NoSuchChannel');
    return receipt('hold', paper, channel, paper.holder);
  };
  const about = ({ tenant, environment, name }: Channel): Scope => ({ tenant, environment, kind: 'channel', name });
  const start = { alerts: [anAlert('f1', { about: about(sydney) }), anAlert('f2', { about: about(melbourne) })] };
  const world: Partial<World> = {
    channels: ({ tenant, environment, name }) => [{ tenant, environment, name }],
    release: (_channel, of: Release) => (of.id === 'r5' ? bad(of) : sound(of)),
    hold,
  };
  const signOff = async (at: At) => {
    await at.asked('Sign off');
    await at.answers('ivo', 'accept');
  };
  const seen = await timeline(world, signOff, start);
  expect(
    seen.effects.map((effect) => effect.split(' ').slice(1).join(' ')).filter((effect) => /quarantine|roll|lift/i.test(effect)),
  ).toEqual(['quarantine au-nsw', 'rollBack au-nsw to r4', 'liftHold au-nsw']);
  expect(seen.outcome).toMatchObject({
    ending: 'handed-over',
    because: 'signed off by ivo, but alerts name au-vic too, which the platform does not know',
  });
});

test('a start on a channel that the platform does not know asks with that reason, and nothing is held', async () => {
  const hold: World['hold'] = () => {
    throw ApplicationFailure.nonRetryable('publisher answered 404: there is no channel here: did you mean au-nsw?', 'NoSuchChannel');
  };
  const start = { scope: { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nws' } as const };
  const seen = await timeline(
    { hold, channels: ({ tenant, environment, name }) => [{ tenant, environment, name }] },
    async (at) => {
      const { text } = await at.asked('Hold activation');
      expect(text).toMatch(
        /failed: the platform knows no acme\/production\/au-nws, so nothing is held; .*the right one \(.*did you mean au-nsw\?\)/,
      );
      expect((await at.board()).held).toEqual([]);
      await at.answers('ana', 'hand-over');
    },
    start,
  );
  expect(seen.outcome).toMatchObject({
    ending: 'handed-over',
    because: expect.stringContaining('the platform knows no acme/production/au-nws'),
  });
});

test('a hold of a channel that only an alert names asks when what it needs is not found, for it may be on', async () => {
  const hold: World['hold'] = (paper, channel) => {
    if (channel.name === melbourne.name) throw ApplicationFailure.nonRetryable('no such generation', 'NotFound');
    return receipt('hold', paper, channel, paper.holder);
  };
  const about = ({ tenant, environment, name }: Channel): Scope => ({ tenant, environment, kind: 'channel', name });
  const seen = await timeline(
    { hold, channels: ({ tenant, environment, name }) => [{ tenant, environment, name }] },
    async (at) => {
      expect((await at.asked('Hold activation')).text).toContain('no such generation');
      await at.answers('ana', 'hand-over');
    },
    { alerts: [anAlert('f1', { about: about(sydney) }), anAlert('f2', { about: about(melbourne) })] },
  );
  expect(seen.outcome.because).not.toContain('does not know');
});
