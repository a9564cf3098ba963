import type { Entry } from '../../../domain/timeline.ts';
import type { SeenIncident } from '../history.ts';
import type { Invariant } from './invariant.ts';

/** Verdicts by which people steer what is done to readers and publishers. */
const steering: readonly string[] = ['bad', 'go-on', 'try-next', 'serve-baseline', 'hold'];

export const fourEyes: Invariant = {
  holds: 'whoever takes a containment off neither started it nor steered what was done by it, as far as that was so when they were asked',
  broken: ({ incidents, schedule }) =>
    incidents.flatMap((incident) => {
      const { id, timeline } = incident;
      return timeline.filter(takesOffIn(incident)).flatMap(({ decision: { asking, verdict, by } }) => {
        const asked = timeline.findIndex((one) => one.kind === 'asked' && one.asking === asking);
        const before = timeline.slice(0, asked).filter(isDecided);
        const steered = before.filter(({ decision }) => steering.includes(decision.verdict)).flatMap(({ decision }) => decision.by);
        const hands = [...steered, ...(schedule.isByHand && timeline.some(isStartedByHand) ? ['ben'] : [])];
        return by.filter((who) => hands.includes(who)).map((who) => `${id}: ${who} had a hand in it and answered '${verdict}'`);
      });
    }),
};

type Decided = Extract<Entry, { readonly kind: 'decided' }>;
const isDecided = (one: Entry): one is Decided => one.kind === 'decided';
const isStartedByHand = (one: Entry): boolean => one.kind === 'opened' && one.by.startsWith('started by hand');

/** A sign-off; a false alarm where it ends as one: beside a channel that is bad, it is the sign-off that lifts. */
function takesOffIn({ timeline }: SeenIncident): (one: Entry) => one is Decided {
  const isFalseAlarm = timeline.some((one) => one.kind === 'ended' && one.ending === 'false-alarm');
  const off = isFalseAlarm ? ['accept', 'false-alarm'] : ['accept'];
  return (one): one is Decided => isDecided(one) && off.includes(one.decision.verdict);
}
