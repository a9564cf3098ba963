import { expect, test } from '@jest/globals';
import { JoinedAlerts } from '../../workflows/incident/joined-alerts.ts';
import { bytesOf } from '../../workflows/incident/carried-lines.ts';
import type { Timeline } from '../../workflows/incident/timeline.ts';
import { anAlert, aStart } from '../support/alerts.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { timeline } from '../support/timeline.ts';

startSkippingTime();

/** As long as a statement may be, in letters of three bytes. */
const long = '汉'.repeat(2_000);
const notes = 100;
/** Of the 2 MiB that Temporal takes in one message, and a little for what is around it. */
const half = 1024 * 1024 + 1_000;

test('a hundred long notes at once go to the vault in messages that Temporal takes, none is lost, and the board is shown', async () => {
  const messages: number[] = [];
  const sized = (_incident: string, ...lines: readonly unknown[]) => void messages.push(bytesOf(lines));
  const seen = await timeline({ append: sized }, async (at) => {
    await at.asked();
    const { incident } = await at.board();
    for (let index = 0; index < notes; index++) {
      const note = { kind: 'note', incident, text: long, at: '', nonce: `note-${index}`, signature: 'eve' };
      await at.handle.executeUpdate('state', { args: [note] });
    }
    const board = await at.board();
    expect(bytesOf(board.timeline)).toBeLessThan(half);
    expect(board.timeline.at(-1)).toMatchObject({ kind: 'stated', signed: { nonce: `note-${notes - 1}` } });
    await at.answers('ana', 'false-alarm');
  });
  expect(Math.max(...messages)).toBeLessThan(half);
  expect(seen.timeline.filter(({ kind }) => kind === 'stated')).toHaveLength(notes);
  expect(seen.timeline.map(({ seq }) => seq)).toEqual(seen.timeline.map((_entry, index) => index + 1));
});

test('what fires while an incident ends goes to the next in a start that Temporal takes; what does not fit is said to be left out', () => {
  const alerts = new JoinedAlerts({ note: () => undefined } as unknown as Timeline);
  alerts.closeDoor(aStart().scope);
  const labels = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`label${index}`, 'x'.repeat(256)]));
  for (let index = 0; index < 400; index++) alerts.joinAll([anAlert(`f${index}`, { labels })]);
  expect(bytesOf(alerts.late)).toBeLessThan(half);
  expect(alerts.late.length).toBeGreaterThan(100);
  expect(alerts.late.length + alerts.late.at(-1)!.truncated).toBe(400);
});
