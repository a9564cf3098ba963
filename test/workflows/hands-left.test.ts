import { expect, test } from '@jest/globals';
import { anAlert, aStart } from '../support/alerts.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { refused, timeline, type At } from '../support/timeline.ts';

startSkippingTime();

const { scope } = aStart();
const startedBy = { kind: 'start', runbook: 'bad-pack-rollback', scope, why: 'seen', at: '', nonce: '', signature: 'ana' } as const;

test('who had a hand in what the last incident still holds may say bad, and may not take it off (promise 6)', async () => {
  const seen = await timeline(
    {},
    async (at) => {
      await at.asked('Is the active release bad?');
      await refused(at.answers('ana', 'false-alarm'), 'FourEyes');
      expect(await at.answers('dee', 'false-alarm')).toContain('counted');
    },
    { steeredBy: ['ana'] },
  );
  expect(seen.outcome).toMatchObject({ ending: 'false-alarm', hands: ['ana'] });
});

test('alerts that come while a handed-over incident is sealed start one that knows who had a hand in it', async () => {
  let send: (() => Promise<void>) | null = null;
  const seal = async (): Promise<string> => {
    await send?.();
    send = null;
    return 'sha256:sealed';
  };
  const reject = async (at: At) => {
    await at.asked('Sign off');
    await at.answers('ivo', 'reject');
  };
  const seen = await timeline(
    { seal },
    async (at) => {
      await at.asked('Is the active release bad?');
      await refused(at.answers('ana', 'false-alarm'), 'FourEyes');
      await at.answers('dee', 'bad');
      send = () => at.alerts(anAlert('f2'));
      await at.goesOn(() => reject(at));
      await at.asked('Is the active release bad?');
      for (const who of ['ana', 'dee']) await refused(at.answers(who, 'false-alarm'), 'FourEyes');
      await at.answers('ivo', 'false-alarm');
    },
    { startedBy, alerts: [] },
  );
  expect(seen.outcome).toMatchObject({ ending: 'false-alarm', hands: ['ana', 'dee'] });
});

test('after an incident that took its holds off, the next one begins with nobody’s hand in it', async () => {
  let send: (() => Promise<void>) | null = null;
  const seal = async (): Promise<string> => {
    await send?.();
    send = null;
    return 'sha256:sealed';
  };
  const seen = await timeline(
    { seal },
    async (at) => {
      await at.asked();
      send = () => at.alerts(anAlert('f2'));
      await at.goesOn(() => at.answers('dee', 'false-alarm'));
      await at.asked();
      await at.answers('ana', 'false-alarm');
    },
    { startedBy, alerts: [] },
  );
  expect(seen.outcome).toMatchObject({ ending: 'false-alarm', hands: [] });
});
