import type { WorkflowHandle } from '@temporalio/client';
import type { Answer } from '../../domain/decisions.ts';
import type { Board } from '../../domain/board.ts';
import type { Schedule, WayToAnswer } from './schedule.ts';
import type { World } from './world/world.ts';

/** An answer that was sent, and how it was made. Its nonce is its note too, so that the timeline tells which one was counted. */
export interface Sent {
  readonly who: string;
  readonly how: WayToAnswer;
  readonly answer: Answer;
}

/** One schedule while it is run. */
export interface Night {
  readonly schedule: Schedule;
  readonly world: World;
  readonly handle: WorkflowHandle;
  readonly sent: Sent[];
  /** Updates on their way: a signature that cannot be checked now is checked later, and later needs time to pass. */
  readonly underWay: Promise<unknown>[];
  /** The workflows that go on sealing records which could not be sealed when their incident made way, as nights to be answered, by id. */
  readonly sealers: Map<string, Night>;
  /** What is asked, with no timeline. */
  board(): Promise<Board>;
  /** The same with the newest lines. */
  wholeBoard(): Promise<Board>;
  /** Whether its last run is over. */
  isOver(): Promise<boolean>;
}
