import { minutes, type Millis } from '../../../domain/time.ts';
import { releaseNames } from '../world/platform.ts';
import type { Invariant } from './invariant.ts';

const stale = minutes(10);

export const provenBeforeActive: Invariant = {
  holds:
    'nothing is made active without proof: what is bound was looked at and found sound, is not quarantined, and the proof is not ten minutes old',
  broken: ({ journal }) => {
    const looks = new Map<string, { readonly verdict: string; readonly at: Millis }>();
    let baseline: string = releaseNames.at(-1)!;
    return journal.flatMap((one) => {
      if (one.what === 'moved' && one.channel === 'baseline') baseline = one.after.current.id;
      if (one.what === 'judged') looks.set(`${one.channel} ${one.release}`, one);
      if (one.what !== 'moved' || one.key === null || (one.action !== 'rebind' && one.action !== 'baseline')) return [];
      const { channel, before, after, at } = one;
      const bound = one.action === 'baseline' ? `baseline ${baseline}` : `${channel} ${after.current.id}`;
      const look = looks.get(bound) ?? { verdict: 'never looked at', at };
      return [
        ...(look.verdict === 'sound' ? [] : [`${bound} was bound, and was ${look.verdict}`]),
        ...(one.action === 'rebind' && before.quarantined.includes(after.current.id) ? [`${bound} was bound, and is quarantined`] : []),
        ...(at - look.at < stale ? [] : [`${bound} was bound on a proof that was ${Math.round((at - look.at) / minutes(1))} minutes old`]),
      ];
    });
  },
};
