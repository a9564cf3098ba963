import { failed, passed, type Finding } from '../domain/findings.ts';
import type { Channel } from '../domain/scope.ts';
import type { Expected, Serving } from '../targets/targets.ts';

const firstPause = 200;
const longestPause = 5_000;

/** Asks every reader again and again until it serves what is expected, serves it wrongly, or the propagation window has passed. */
export async function untilServed(serving: Serving, channel: Channel, expected: Expected): Promise<readonly Finding[]> {
  const deadline = Date.now() + serving.propagationWindow;
  const found = await Promise.all(serving.readers.map((reader) => untilReaderServes(serving, reader, channel, expected, deadline)));
  return found.flat();
}

async function untilReaderServes(
  serving: Serving,
  reader: string,
  channel: Channel,
  expected: Expected,
  deadline: number,
): Promise<readonly Finding[]> {
  for (let gap = firstPause; ; gap = Math.min(gap * 2, longestPause)) {
    const findings = await serving.ask(reader, channel, expected);
    const settled = passed(findings) || failed(findings);
    if (settled || Date.now() + gap > deadline) return findings;
    await new Promise((resolve) => setTimeout(resolve, gap));
  }
}
