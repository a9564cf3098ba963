import type { Client, WorkflowHandle } from '@temporalio/client';
import { TemporalAway, withinReach } from '../../contracts/temporal-away.ts';
import type { Board } from '../../domain/board.ts';

const patience = 2_000;
const tries = 10;

/**
 * The incident's board, with the lines of its timeline after `since`. The time-skipping server never answers a query that comes just when the workflow goes on as a new run: a query has
 * 2 s, and is made again.
 */
export async function boardOf(client: Client, handle: WorkflowHandle, since = 0): Promise<Board> {
  for (let left = tries; ; left--) {
    try {
      return await withinReach(client, 'show the board', patience, () => handle.query<Board, [number]>('board', since));
    } catch (err) {
      if (!(err instanceof TemporalAway) || left <= 1) throw err;
    }
  }
}
