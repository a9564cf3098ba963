import { failed, passed, type Finding } from '../../domain/findings.ts';
import type { Proof, Release } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { PackOrigin, TrustedKeys } from '../targets.ts';
import { findingOf, type Judged } from './stage.ts';
import { judgeRelease } from './verify-release.ts';

interface AtOrigin {
  readonly origin: string;
  readonly findings: readonly Finding[];
  /** The stage that failed, or null. */
  readonly broken: Judged | null;
}

/**
 * Judges a release at every origin. `bad` only when the trust roots were confirmed and it failed the same check at two different origins,
 * sound at none (KOA-62b, c). A failing index says nothing about the release that it names: whoever can write to the stores could plant
 * one that names a good release, so that alone is never `bad`. Throws nothing of the targets: what cannot be known is `doubtful`.
 */
export async function proveRelease(
  origins: readonly PackOrigin[],
  channel: Channel,
  release: Release,
  confirm: () => Promise<TrustedKeys>,
  now: number,
): Promise<Proof> {
  const trust = await confirmed(confirm);
  if ('outcome' in trust)
    return { release, verdict: 'doubtful', because: `the trust roots are not confirmed: ${trust.why}`, findings: [trust] };
  const places = await Promise.all(
    origins.map(async (origin) => at(origin.name, await judgeRelease(origin, channel, release, trust, now))),
  );
  const roots: Finding = { check: 'trust roots', outcome: 'pass', why: trust.said };
  return { release, ...judgement(release, places), findings: [roots, ...places.flatMap(({ findings }) => findings)] };
}

async function confirmed(confirm: () => Promise<TrustedKeys>): Promise<TrustedKeys | Finding> {
  try {
    return await confirm();
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return { check: 'trust roots', outcome: error.code === 'NotTrusted' ? 'fail' : 'unknown', why: error.message };
  }
}

const at = (origin: string, judged: readonly Judged[]): AtOrigin => ({
  origin,
  findings: judged.map((one) => findingOf(one, origin)),
  broken: judged.find(({ outcome }) => outcome === 'fail') ?? null,
});

function judgement({ id }: Release, places: readonly AtOrigin[]): Pick<Proof, 'verdict' | 'because'> {
  const sound = places.filter(({ findings }) => passed(findings));
  const broken = places.filter(({ findings }) => failed(findings));
  const [first] = places;
  const [culprit, ...others] = broken;
  if (!first) return { verdict: 'doubtful', because: 'no origin is configured to fetch it from' };
  if (!culprit) return withoutFailure(id, first, sound);
  if (sound.length > 0) return doubt(`release ${id} is damaged at ${names(broken)} but sound at ${names(sound)}: ${reason(culprit)}`);
  if (broken.every(({ broken: judged }) => judged?.stage === 'index signature')) {
    return doubt(
      `the channel's index at ${names(broken)} cannot be trusted, which says nothing about release ${id} itself: ${reason(culprit)}`,
    );
  }
  const again = sameFailure(broken);
  if (again)
    return {
      verdict: 'bad',
      because: `release ${id} failed the same check, ${again.stage}, at ${names(again.places)}: ${again.places[0]?.broken?.why ?? ''}`,
    };
  if (others.length > 0) return doubt(`release ${id} failed differently at ${names(broken)}: ${broken.map(reason).join('; ')}`);
  if (places.length === 1)
    return doubt(`release ${id} failed at ${culprit.origin}, and there is no second origin to fetch it from: ${reason(culprit)}`);
  return doubt(`release ${id} failed at ${culprit.origin}, and no other origin can be asked: ${reason(culprit)}`);
}

function withoutFailure(id: string, first: AtOrigin, sound: readonly AtOrigin[]): Pick<Proof, 'verdict' | 'because'> {
  if (passed(first.findings)) return { verdict: 'sound', because: `release ${id} passed every check at ${names(sound)}` };
  const why = first.findings.at(-1)?.why ?? '';
  if (sound.length > 0) return doubt(`release ${id} is sound at ${names(sound)}, but ${first.origin} cannot be asked: ${why}`);
  return doubt(`release ${id} cannot be checked at any origin: ${why}`);
}

/** Two origins that failed at the same stage. The index is not the release. */
function sameFailure(broken: readonly AtOrigin[]): { readonly stage: string; readonly places: readonly AtOrigin[] } | null {
  for (const { broken: judged } of broken) {
    const places = broken.filter((place) => place.broken?.stage === judged?.stage);
    if (judged && judged.stage !== 'index signature' && new Set(places.map(({ origin }) => origin)).size > 1)
      return { stage: judged.stage, places };
  }
  return null;
}

const doubt = (because: string): Pick<Proof, 'verdict' | 'because'> => ({ verdict: 'doubtful', because });
const names = (places: readonly AtOrigin[]): string => places.map(({ origin }) => origin).join(' and ');
const reason = ({ broken }: AtOrigin): string => (broken ? `${broken.stage}: ${broken.why}` : '');
