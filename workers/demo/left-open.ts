import { setTimeout as pause } from 'node:timers/promises';
import { interrupted } from '../embedded/interrupted.ts';

/** Aborted when somebody asks this process to end. */
export function leaving(): AbortSignal {
  const left = new AbortController();
  void interrupted().then(() => left.abort());
  return left.signal;
}

/** What an incident is after its demo was left: an answer is still owed, and nothing is lost. */
const leftOpen = (incident: string, command: string): string =>
  `you left: incident ${incident} stays open, and what it holds stays held. Go on with it: ${command} demo. Let the demo people answer: ${command} demo --once`;

/** Does `work`; when the reader left meanwhile, throws an Error that says what stays and how to go on, whatever became of the work. */
export async function unlessLeft<T>(left: AbortSignal, command: string, incident: () => string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (err) {
    // A terminal's Ctrl-C at a question is no signal: readline ends the question.
    if (left.aborted || (err as Error).name === 'AbortError') throw new Error(leftOpen(incident(), command), { cause: err });
    throw err;
  }
}

/** A moment, unless the reader leaves: then throws an AbortError. */
export const moment = (time: number, left: AbortSignal): Promise<void> => pause(time, undefined, { signal: left });
