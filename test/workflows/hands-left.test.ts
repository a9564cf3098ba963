import { expect, test } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import { anAlert, aStart } from '../support/alerts.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { refused, timeline, type At } from '../support/timeline.ts';

startSkippingTime();

const { scope } = aStart();
const startedBy = { kind: 'start', runbook: 'bad-pack-rollback', scope, why: 'seen', at: '', nonce: '', signature: 'ana' } as const;

/** A world in which something is sent while a record is sealed, once. */
function whileSealing() {
  let send: (() => Promise<void>) | null = null;
  const seal = async (): Promise<string> => {
    await send?.();
    send = null;
    return 'sha256:sealed';
  };
  return { seal, sends: (what: () => Promise<void>) => void (send = what) };
}

/** Hands the incident over, by a rejected sign-off. */
async function reject(at: At): Promise<void> {
  await at.asked('Sign off');
  await at.answers('ivo', 'reject');
}

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
  const late = whileSealing();
  const seen = await timeline(
    { seal: late.seal },
    async (at) => {
      await at.asked('Is the active release bad?');
      await refused(at.answers('ana', 'false-alarm'), 'FourEyes');
      await at.answers('dee', 'bad');
      late.sends(() => at.alerts(anAlert('f2')));
      await at.goesOn(() => reject(at));
      await at.asked('Is the active release bad?');
      for (const who of ['ana', 'dee']) await refused(at.answers(who, 'false-alarm'), 'FourEyes');
      await at.answers('ivo', 'false-alarm');
    },
    { startedBy, alerts: [] },
  );
  expect(seen.outcome).toMatchObject({ ending: 'false-alarm', hands: ['ana', 'dee'] });
});

test('alerts that come late are carried over also where more people had a hand in it than a start may name', async () => {
  const late = whileSealing();
  const many = Array.from({ length: 200 }, (_, index) => `person-${index}`);
  const seen = await timeline(
    { seal: late.seal },
    async (at) => {
      await at.asked('Is the active release bad?');
      await at.answers('dee', 'bad');
      late.sends(() => at.alerts(anAlert('f2')));
      await at.goesOn(() => reject(at));
      await at.asked('Is the active release bad?');
      for (const who of ['ana', 'dee']) await refused(at.answers(who, 'false-alarm'), 'FourEyes');
      await at.answers('ivo', 'false-alarm');
    },
    { startedBy, alerts: [], steeredBy: many },
  );
  expect(seen.outcome).toMatchObject({ ending: 'false-alarm', hands: ['ana', 'dee', ...many.slice(0, 198)] }); // the newest first
});

test('after an incident that took its holds off, the next one begins with nobody’s hand in it', async () => {
  const late = whileSealing();
  const seen = await timeline(
    { seal: late.seal },
    async (at) => {
      await at.asked();
      late.sends(() => at.alerts(anAlert('f2')));
      await at.goesOn(() => at.answers('dee', 'false-alarm'));
      await at.asked();
      await at.answers('ana', 'false-alarm');
    },
    { startedBy, alerts: [] },
  );
  expect(seen.outcome).toMatchObject({ ending: 'false-alarm', hands: [] });
});

test('a cancelled one has no outcome: it writes beside itself who had a hand in what it still holds', async () => {
  let memo: Readonly<Record<string, unknown>> | undefined;
  const cancelled = timeline({}, async (at) => {
    await at.asked('Is the active release bad?');
    await at.answers('dee', 'bad');
    await at.asked('Sign off');
    await at.cancelled();
    await at.handle.result().catch(() => undefined);
    memo = (await at.handle.describe()).memo;
  });
  await expect(cancelled).rejects.toHaveProperty('cause', expect.any(CancelledFailure));
  expect(memo).toMatchObject({ ending: 'handed-over', hands: ['dee'] });
});

test('who routed an incident that took its holds off may judge the next one, which came out of no triage', async () => {
  const late = whileSealing();
  await timeline(
    { seal: late.seal },
    async (at) => {
      await at.asked();
      await refused(at.answers('ana', 'false-alarm'), 'FourEyes');
      late.sends(() => at.alerts(anAlert('f2')));
      await at.goesOn(() => at.answers('dee', 'false-alarm'));
      await at.asked();
      expect((await at.board()).timeline[0]).toMatchObject({ kind: 'opened', linkedTo: null });
      await at.answers('ana', 'false-alarm');
    },
    { routedBy: ['ana'], linkedTo: 'INC-TRIAGE' },
  );
});
