import { expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import type { StopStatement } from '../../domain/statements.ts';
import { hours, type Millis } from '../../domain/time.ts';
import { people } from '../support/sound-world.ts';
import { skippingTime, startSkippingTime } from '../support/time-skipping.ts';
import { refused } from '../support/timeline.ts';
import { workflowBundle } from '../support/workflow-bundle.ts';

startSkippingTime();

let stops = 0;
/** Follows one stop that `who` signed for so long, and answers after how many hours it ended. */
async function follow(
  who: string,
  lasts: Millis,
  script: (again: (by: string, more: Millis, said?: object) => Promise<unknown>) => Promise<unknown> = async () => undefined,
): Promise<number> {
  const env = skippingTime();
  const taskQueue = `stop-${++stops}`;
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: workflowBundle(),
    activities: {
      statement: ({ signature }: StopStatement) =>
        people[signature] ? { person: people[signature] } : { refusal: { code: signature, message: `refused: ${signature}` } },
    },
  });
  const signed = async (by: string, time: Millis, said: object = {}): Promise<object> => {
    const until = new Date((await env.currentTimeMs()) + time).toISOString();
    return { kind: 'stop', until, text: 'platform at work', at: '2026-01-01T09:00:00Z', nonce: `stop-${++stops}`, signature: by, ...said };
  };
  return worker.runUntil(async () => {
    const handle = await env.client.workflow.start('stopAutomation', {
      taskQueue,
      workflowId: taskQueue,
      args: [await signed(who, lasts)],
    });
    await script(async (by, more, said) => handle.executeUpdate('stopAgain', { args: [await signed(by, more, said)] }));
    await handle.result();
    const { startTime, closeTime } = await handle.describe();
    return Math.round((closeTime!.getTime() - startTime.getTime()) / hours(0.1)) / 10;
  });
}

test('it runs until it expires, and not longer', async () => {
  expect(await follow('ana', hours(2))).toBe(2);
});

test('another stop takes its place, longer or shorter; one that has passed ends it as soon as nothing counted can be replayed', async () => {
  expect(await follow('ana', hours(1), (again) => again('ivo', hours(3)))).toBe(3);
  expect(await follow('ana', hours(9), (again) => again('ivo', hours(1)))).toBe(1);
  expect(await follow('ana', hours(9), (again) => again('ivo', 0))).toBe(0.3);
});

test('a lift that counted is refused when it is sent again over a later stop, and so is a stop after its lift (promise 12)', async () => {
  const lasted = await follow('ana', hours(1), async (again) => {
    await again('ana', 0, { nonce: 'the-lift' });
    await again('ana', hours(2), { nonce: 'the-second-stop' });
    await refused(again('ana', 0, { nonce: 'the-lift' }), 'NonceUsed');
    await again('ana', 0);
    await refused(again('ana', hours(2), { nonce: 'the-second-stop' }), 'NonceUsed');
    await again('ivo', hours(3));
  });
  expect(lasted).toBe(3);
});

test.each([
  ['is of nobody on call', 'eve', hours(1), 'WrongRole'],
  ['is for more than a day', 'ana', hours(25), 'Malformed'],
  ['is signed by an unknown key', 'UnknownKey', hours(1), 'UnknownKey'],
  ['is too old', 'TooOld', hours(1), 'TooOld'],
])('a stop that %s stops nothing, and ends none that is in force', async (_title, who, lasts, code) => {
  await refused(follow(who, lasts), code);
  const lasted = await follow('ana', hours(2), (again) => refused(again(who, lasts), code));
  expect(lasted).toBe(2);
});

test('the same stop again is refused, and so is a statement that is no stop', async () => {
  const lasted = await follow('ana', hours(1), async (again) => {
    await again('ana', hours(2), { nonce: 'the-same-one' });
    await refused(again('ana', 0, { nonce: 'the-same-one' }), 'NonceUsed');
    await refused(again('ana', 0, { kind: 'note', incident: 'INC-1' }), 'Malformed');
  });
  expect(lasted).toBe(2);
});

test('a lift, or a shorter stop, that was signed before the stop in force and comes after it is refused: its signer knew nothing of that (promise 12)', async () => {
  const lasted = await follow('ana', hours(1), async (again) => {
    await again('ivo', hours(3), { at: '2026-01-01T10:00:03Z' });
    await refused(again('ana', 0, { at: '2026-01-01T10:00:00Z' }), 'TooOld');
    await refused(again('ana', hours(1), { at: '2026-01-01T10:00:00Z' }), 'TooOld');
    await again('ana', hours(4), { at: '2026-01-01T10:00:00Z' }); // a longer one stops no less
    await again('ana', hours(2), { at: '2026-01-01T10:00:04Z' });
  });
  expect(lasted).toBe(2);
});
