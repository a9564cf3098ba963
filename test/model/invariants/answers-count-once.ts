import type { Invariant } from './invariant.ts';

export const answersCountOnce: Invariant = {
  holds: 'no answer is counted twice, and none that is forged, for something else or from somebody who may not',
  broken: ({ incidents, sent }) => {
    const counted = incidents.flatMap(({ timeline }) => timeline.filter((one) => one.kind === 'counted'));
    const twice = counted.filter(({ note }, index) => counted.findIndex((one) => one.note === note) !== index);
    const badly = counted.filter(
      ({ note, person }) => !sent.some(({ how, who, answer }) => how === 'well' && who === person && answer.nonce === note),
    );
    const nobody = counted.filter(({ person }) => person === 'eve');
    const deciding = incidents.flatMap(({ timeline }) => timeline.flatMap((one) => (one.kind === 'decided' ? one.decision.answers : [])));
    const reused = deciding.filter(({ nonce }, index) => deciding.findIndex((one) => one.nonce === nonce) !== index);
    return [
      ...twice.map(({ person, note }) => `${note} of ${person} was counted twice`),
      ...badly.map(({ person, note }) => `${note} was counted for ${person}, who never gave it so`),
      ...nobody.map(({ note }) => `${note} of eve, who has no role, was counted`),
      ...reused.map(({ nonce }) => `${nonce} stands behind two decisions`),
    ];
  },
};
