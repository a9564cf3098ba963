import type { Finding } from '../../domain/findings.ts';
import type { Release } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import type { PackOrigin, TrustedKeys } from '../targets.ts';
import { introduction } from './introduction.ts';
import { signersOf } from './manifest-stages.ts';
import { readPointer } from './read-pointer.ts';
import { signedHistory } from './signed-history.ts';
import { findingOf, pass, unknown, verdictOf, type Judged, type Verdict } from './stage.ts';
import { verifyPack } from './verify-pack.ts';
import type { ChannelIndex } from './standing-stages.ts';

/**
 * Verifies one release at one origin: index signature, manifest, files, compatibility, standing, in this order. The findings name the
 * stage and the origin; the first that does not pass is the last one. `fail` is wrong content, `unknown` whatever could not be read.
 */
export async function verifyRelease(
  origin: PackOrigin,
  channel: Channel,
  release: Release,
  trust: TrustedKeys,
  now: number,
): Promise<readonly Finding[]> {
  return (await judgeRelease(origin, channel, release, trust, now)).map((judged) => findingOf(judged, origin.name));
}

/** The same, by stage. */
export async function judgeRelease(
  origin: PackOrigin,
  channel: Channel,
  release: Release,
  trust: TrustedKeys,
  now: number,
): Promise<readonly Judged[]> {
  const read = await readIndex(origin, channel, trust, now);
  const first: Judged = { stage: 'index signature', ...read.verdict };
  if (!read.pointer) return [first];
  const { pointer } = read;
  const index = once(async () => ({ pointer, history: await signedHistory(origin, channel, trust) }));
  const judged = [first, ...(await verifyPack(origin, channel, release, trust, index))];
  if (judged.some(({ outcome }) => outcome !== 'pass')) return judged;
  const introduced = await introduction(origin, channel, release, trust).catch(verdictOf);
  return introduced.outcome === 'pass' ? judged : [...judged, { stage: 'index signature', ...introduced }];
}

async function readIndex(
  origin: PackOrigin,
  channel: Channel,
  trust: TrustedKeys,
  now: number,
): Promise<{ readonly verdict: Verdict; readonly pointer: ChannelIndex['pointer'] | null }> {
  const signers = signersOf(trust, 'index', channel);
  if (typeof signers === 'string') return { verdict: unknown(signers), pointer: null };
  try {
    return { verdict: pass, pointer: (await readPointer(origin, channel, trust, now)).pointer };
  } catch (error) {
    return { verdict: verdictOf(error), pointer: null };
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => (running ??= work());
}
