import type { Entry } from '../../../domain/timeline.ts';
import type { Invariant } from './invariant.ts';

export const fourEyes: Invariant = {
  holds: 'whoever signs off is neither the one who called it bad nor the one who started it',
  broken: ({ incidents, schedule }) =>
    incidents.flatMap(({ id, timeline }) => {
      const decided = (verdict: string): readonly string[] => timeline.flatMap((one) => byOf(one, verdict));
      const hands = [...decided('bad'), ...(schedule.isByHand && timeline.some(isStartedByHand) ? ['ben'] : [])];
      return decided('accept')
        .filter((who) => hands.includes(who))
        .map((who) => `${id}: ${who} had a hand in it and signed it off`);
    }),
};

const byOf = (one: Entry, verdict: string): readonly string[] =>
  one.kind === 'decided' && one.decision.verdict === verdict ? one.decision.by : [];
const isStartedByHand = (one: Entry): boolean => one.kind === 'opened' && one.by.startsWith('started by hand');
