import { channelText } from '../../../domain/scope.ts';
import { incidentOf } from '../world/journal.ts';
import { channelOf } from '../world/platform.ts';
import type { Invariant } from './invariant.ts';

export const evidenceFirst: Invariant = {
  holds: 'nothing but a hold is done to a channel before its evidence is kept',
  broken: ({ journal }) => {
    const kept = new Set<string>();
    return journal.flatMap((one) => {
      if (one.what === 'kept' && one.name.endsWith('/channel-index.json')) kept.add(`${one.incident} ${one.name.split('/').at(-2)}`);
      if (one.what !== 'moved' || one.key === null || one.action === 'hold') return [];
      const folder = channelText(channelOf(one.channel)).replaceAll('/', '-');
      return kept.has(`${incidentOf(one.key)} ${folder}`)
        ? []
        : [`${one.action} of ${one.subject} on ${one.channel} came before its evidence`];
    });
  },
};
