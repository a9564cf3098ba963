import { expect, test } from '@jest/globals';
import type { Board } from '../../domain/board.ts';
import { anAlert } from '../support/alerts.ts';
import { broken } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { refused, timeline, type At } from '../support/timeline.ts';

startSkippingTime();

/** Cancels an incident whose vault refuses the first seal, and answers what was on its board when all was over. */
async function cancelled(script: (at: At) => Promise<unknown>): Promise<Board | undefined> {
  let tries = 0;
  let board: Board | undefined;
  const seal = () => {
    if (tries++ === 0) throw broken('the vault is full');
    return 'sha256:sealed';
  };
  const seen = timeline({ seal }, async (at) => {
    await at.asked();
    await at.cancelled();
    await at.asked('cannot be sealed');
    await script(at);
    await at.handle.result().catch(() => undefined); // a cancelled workflow has no result
    board = await at.board();
  });
  await expect(seen).rejects.toThrow(/cancelled/i);
  expect(tries).toBe(2);
  return board;
}

test('cancelled, it still asks while it cannot be sealed, and takes answers: their signatures are checked as ever', async () => {
  const board = await cancelled(async (at) => {
    await refused(at.answers('eve', 'retry'), 'WrongRole');
    await at.answers('ana', 'retry');
  });
  expect(board?.ended).toMatchObject({ ending: 'handed-over' });
  expect(board?.questions).toEqual([]);
});

test('and takes them in a flood too', async () => {
  const board = await cancelled(async (at) => {
    await at.alerts(...Array.from({ length: 50 }, () => null), anAlert('f1'));
    await refused(at.answers('eve', 'retry'), 'WrongRole');
    await at.answers('ana', 'retry');
  });
  expect(board?.questions).toEqual([]);
});
