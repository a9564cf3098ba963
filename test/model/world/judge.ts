import type { Manifest } from '../../../contracts/pack-format.ts';
import type { Proof } from '../../../domain/packs.ts';
import { TargetError } from '../../../domain/target-error.ts';
import type { Judge } from '../../../targets/targets.ts';
import type { misfortune } from './faults.ts';
import type { Clock, Happened } from './journal.ts';
import { releaseNames, releaseOf, standing, type Platform } from './platform.ts';

export type Verdict = Proof['verdict'];

/** What every release is, `CHANNEL RELEASE`, until somebody changes it. The judge sees it unless a fault is in its eye. */
export type Truth = Map<string, Verdict>;

/** A judge that says what is true of a release, for every release that was once current and is not barred. */
export function judge(truth: Truth, platform: Platform, journal: Happened[], clock: Clock, strike: ReturnType<typeof misfortune>): Judge {
  const look = (channel: string, release: string): Verdict => {
    const verdict = truth.get(`${channel} ${release}`) ?? 'sound';
    journal.push({ what: 'judged', channel, release, verdict, at: clock.now });
    return verdict;
  };
  return {
    prove: async (channel, release) => {
      const seen = look(channel.name, release.id);
      const struck = strike('judge.prove') as Verdict | null;
      const verdict = struck && seen !== 'bad' ? struck : seen;
      if (verdict !== seen) journal.push({ what: 'judged', channel: channel.name, release: release.id, verdict, at: clock.now });
      return Promise.resolve({ release, verdict, because: `${release.id} is ${verdict}`, findings: [] });
    },
    candidates: async ({ name }, bad) => {
      const trouble = strike('judge.candidates');
      if (trouble === 'not trusted') throw new TargetError('NotTrusted', 'the trust metadata does not verify');
      const { quarantined } = standing(platform.channels.get(name)!.pointers.at(-1)!);
      const earlier = releaseNames.filter((id) => id !== bad.id && !quarantined.includes(id)).toReversed();
      const good = trouble === 'none' ? [] : earlier.filter((id) => look(name, id) === 'sound');
      const left = earlier.filter((id) => !good.includes(id));
      return Promise.resolve({
        good: good.map((id) => releaseOf(name, id)),
        rejected: left.map((id) => ({ release: releaseOf(name, id), why: 'it does not verify' })),
      });
    },
    expected: (_channel, release) => Promise.resolve({ release, manifest: {} as Manifest, canaries: [] }),
  };
}
