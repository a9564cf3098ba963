import type { Entry } from '../../domain/timeline.ts';

const mostLines = 200;

/** Half of what Temporal takes in one message: one that is larger would fail the workflow task for ever. */
export const mostCarried = 1024 * 1024;

/** How many bytes a message is with this in it. */
export const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/** The first of these lines, as many as one message carries: 200, fewer where they are long, one at least. */
export function firstLines(lines: readonly Entry[]): readonly Entry[] {
  let bytes = 0;
  const over = lines.slice(0, mostLines).findIndex((line) => (bytes += bytesOf(line)) > mostCarried);
  return lines.slice(0, over < 0 ? mostLines : Math.max(1, over));
}

/** The newest of these lines, as many as one message carries. */
export const newestLines = (lines: readonly Entry[]): readonly Entry[] => firstLines(lines.toReversed()).toReversed();
