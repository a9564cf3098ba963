import { expect, test } from '@jest/globals';
import type { Entry } from '../../domain/timeline.ts';
import { until } from '../support/until.ts';
import { forged, startForgedWorld } from './forged/forged-world.ts';

startForgedWorld();

/** Each is a signal that Temporal writes down, which takes most of the time; all of the promise's 2,000 come in `npm run test:full`. */
const flooding = process.env['HOLDFAST_FULL_TESTS'] ? 2_000 : 500;
const bound = 50;
const refused = (lines: readonly Entry[]) => lines.filter(({ kind }) => kind === 'refused').length;
const floods = (lines: readonly Entry[]) => lines.flatMap((entry) => (entry.kind === 'flood' ? [entry] : []));

/** Sends so many, with a good number under way at once, as a script of somebody inside Temporal would. */
async function flood(count: number, send: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const sending = async (): Promise<void> => {
    while (next < count) await send(next++);
  };
  await Promise.all(Array.from({ length: 20 }, sending));
}

/** Temporal's own numbers of events: signals, and the tasks in which a worker takes them. No product can spare those. */
const unavoidable: readonly unknown[] = [26, 5, 6, 7, 8, 9];

test('thousands of well-formed answers by a key that nobody has cost no activity and no line each, and the good one among them counts', async () => {
  const at = await forged();
  const signed = await at.signer();
  const good = signed('false-alarm');
  await flood(flooding, async (index) => {
    await at.handle.signal('decision', signed('bad', 'mallory'));
    if (index === flooding / 2) await at.handle.signal('decision', good);
  });
  expect((await at.ended()).because).toContain('ana found it sound');
  const events = await at.events();
  expect(events.length).toBeLessThan(4 * flooding + 500);
  expect(events.filter(({ eventType }) => !unavoidable.includes(eventType)).length).toBeLessThan(400);
  expect(at.checked.single).toBeLessThanOrEqual(bound + 10); // and those that were in hand when the bound was reached
  expect(refused(at.lines())).toBe(bound);
  expect(at.lines().length).toBeLessThan(bound + 60);
  const told = floods(at.lines()).reduce((sum, { untold }) => sum + Object.values(untold).reduce((one, other) => one + other, 0), bound);
  expect(floods(at.lines()).at(-1)?.refused).toBe(told);
}, 300_000);

test('in the middle of a flood it takes a person no more than a minute to be counted, and the flood does not end the incident', async () => {
  const at = await forged();
  const signed = await at.signer();
  let isOver = false;
  const flooded = flood(flooding, async () => {
    if (!isOver) await at.handle.signal('decision', signed('bad', 'mallory'));
  });
  await until(
    async () => at.checked.together,
    (looks) => looks > 1,
    120_000,
  );
  expect((await at.board()).ended).toBeNull();
  await at.handle.executeUpdate('decide', { args: [signed('false-alarm')] });
  isOver = true;
  await flooded.catch(() => undefined); // the incident may have ended while the last of them came
  expect((await at.ended()).ending).toBe('false-alarm');
}, 300_000);
