import { isOver, type Board } from '../domain/board.ts';
import { CommandFailed } from './failed.ts';
import { plainText } from './plain-text.ts';

/** Refuses what comes after the end, and says where the record is. While an ended incident still asks something, it judges for itself what it takes. */
export function demandOpen(board: Board, vault: string): void {
  if (!isOver(board)) return;
  const { incident, ended } = board;
  throw new CommandFailed(
    `refused (NotOpen): ${incident} has ended (${ended.ending}: ${plainText(ended.because)}): nothing is asked, and its record takes no more lines. The record is ${vault}/${incident}`,
  );
}
