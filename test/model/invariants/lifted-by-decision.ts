import { sameChannel } from '../../../domain/scope.ts';
import { incidentOf } from '../world/journal.ts';
import { channelOf } from '../world/platform.ts';
import type { Invariant } from './invariant.ts';
import { movesOf } from './moves-of.ts';

export const liftedByDecision: Invariant = {
  holds:
    'a hold comes off only by a decision whose plan names the channel, and only this workflow’s own; a baseline is served only by such a decision',
  broken: (history) =>
    movesOf(history, true).flatMap(({ key, action, channel, subject }) => {
      if (action !== 'lift' && action !== 'baseline') return [];
      const { timeline = [] } = history.incidents.find(({ id }) => id === incidentOf(key!)) ?? {};
      const what = action === 'lift' ? 'lifts' : 'baselines';
      const isAllowed = timeline.some((one) => {
        if (one.kind !== 'decided') return false;
        const { plan, verdict, by } = one.decision;
        return by.length > 0 && (plan[verdict]?.[what] ?? []).some((allowed) => sameChannel(allowed, channelOf(channel)));
      });
      return [
        ...(isAllowed ? [] : [`${action} on ${channel}, and no decision of ${incidentOf(key!)} allows it`]),
        ...(action === 'lift' && subject !== history.holder ? [`the hold '${subject}' of somebody else was lifted on ${channel}`] : []),
      ];
    }),
};
