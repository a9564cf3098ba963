import type { Entry } from '../../../domain/timeline.ts';
import { minutes } from '../../../domain/time.ts';
import { incidentOf } from '../world/journal.ts';
import type { Invariant } from './invariant.ts';

const stale = minutes(60);

export const provenBeforeActive: Invariant = {
  holds:
    'nothing is made active without proof: what is bound was looked at and found sound, is not quarantined, and the proof is not an hour old',
  broken: ({ journal, incidents }) => {
    const verdicts = new Map<string, string>();
    return journal.flatMap((one) => {
      if (one.what === 'judged') verdicts.set(`${one.channel} ${one.release}`, one.verdict);
      if (one.what !== 'moved' || one.key === null || (one.action !== 'rebind' && one.action !== 'baseline')) return [];
      const { channel, before, after, key } = one;
      const bound = one.action === 'baseline' ? ['baseline', '2026.05'] : [channel, after.current.id];
      const verdict = verdicts.get(bound.join(' ')) ?? 'never looked at';
      const timeline = incidents.find(({ id }) => id === incidentOf(key))?.timeline ?? [];
      const age = one.action === 'baseline' ? 0 : ageOfProof(timeline, key);
      return [
        ...(verdict === 'sound' ? [] : [`${bound.join(' ')} was bound, and was ${verdict}`]),
        ...(before.quarantined.includes(after.current.id) && one.action === 'rebind'
          ? [`${bound.join(' ')} was bound, and is quarantined`]
          : []),
        ...(age < stale ? [] : [`${bound.join(' ')} was bound on a proof that was ${age / minutes(1)} minutes old`]),
      ];
    });
  },
};

/** Milliseconds between the proof and the step that this key is of. */
function ageOfProof(timeline: readonly Entry[], key: string): number {
  const occasion = Number(key.split('~').at(-1));
  const bound = timeline.findLast((one) => one.kind === 'began' && one.step === 'Roll back' && one.occasion === occasion);
  const proven = timeline.findLast((one) => one.kind === 'did' && one.step === 'Find the last known good' && one.seq < (bound?.seq ?? 0));
  return bound && proven ? bound.at - proven.at : 0;
}
