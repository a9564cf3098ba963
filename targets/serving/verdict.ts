import { sha256 } from '../../contracts/digest.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Finding } from '../../domain/findings.ts';
import type { Channel } from '../../domain/scope.ts';
import type { Millis } from '../../domain/time.ts';
import type { BoundedFetch } from '../bounded-fetch.ts';
import type { Expected } from '../targets.ts';

/** One asking of one reader. */
export interface Asking {
  readonly http: BoundedFetch;
  readonly reader: string;
  readonly channel: Channel;
  readonly expected: Expected;
  readonly fileBytes: number;
  /** Of the time that all probes have together. Not above zero when it is used up. */
  readonly timeLeft: () => Millis;
}

export type Verdict = Pick<Finding, 'outcome' | 'why'>;
export const pass: Verdict = { outcome: 'pass', why: '' };
export const fail = (why: string): Verdict => ({ outcome: 'fail', why });
export const unknown = (why: string): Verdict => ({ outcome: 'unknown', why });

/** Runs one probe: whatever it throws is `unknown` with the reason, never a pass and never the reader's fault (BK-P1). */
export async function findingOf(asking: Asking, name: string, probe: (asking: Asking) => Promise<Verdict>): Promise<Finding> {
  const check = `${name} at ${asking.reader}`;
  try {
    return { check, ...(await probe(asking)) };
  } catch (error) {
    return { check, outcome: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
}

/** Why the reader's answer is about another release than the expected one, or null. Only its own word makes an answer its fault. */
export function otherRelease({ expected }: Asking, served: { readonly release_id: string; readonly artifact_id: string }): Verdict | null {
  const { release } = expected;
  if (served.release_id === release.id && served.artifact_id === release.artifact) return null;
  if (served.release_id !== release.id) return unknown(`still serves ${served.release_id}`);
  return unknown(`still serves ${served.release_id} from another pack (${served.artifact_id.slice(0, 12)})`);
}

/** SHA-256, hex, of the canonical JSON of what a reader answered; null for what has none, which equals no digest. */
export function digestOrNull(value: unknown): string | null {
  try {
    return sha256(canonicalJson(value));
  } catch {
    return null;
  }
}

/** Where a channel's answers are at a reader. */
export const channelPath = ({ tenant, environment, name }: Channel): string =>
  `/v1/channels/${encodeURIComponent(tenant)}/${encodeURIComponent(environment)}/${encodeURIComponent(name)}`;
