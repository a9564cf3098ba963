import type { Action } from '../domain/containment.ts';
import { channelText, type Channel } from '../domain/scope.ts';

const said: Readonly<Record<Action, (subject: string, place: string) => string>> = {
  hold: (_subject, place) => `held ${place}`,
  lift: (_subject, place) => `lifted the hold on ${place}`,
  quarantine: (subject, place) => `quarantined ${subject} on ${place}`,
  rebind: (subject, place) => `moved ${place} to ${subject}`,
  pin: (subject, place) => `pinned ${subject} on ${place}`,
  baseline: (subject, place) => `set ${place} to serve ${subject} only`,
  'open case': (subject, place) => `opened case ${subject} for ${place}`,
};

/** One change of the world in words: `moved acme/production/au-nsw to 2026.07.1`; a dry run: `would have moved ...`. */
export const changeText = ({
  action,
  channel,
  subject,
  dryRun = false,
}: {
  readonly action: Action;
  readonly channel: Channel;
  readonly subject: string;
  readonly dryRun?: boolean;
}): string => (dryRun ? 'would have ' : '') + said[action](subject, channelText(channel));
