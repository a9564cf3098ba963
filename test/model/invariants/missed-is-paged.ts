import { hours, type Millis } from '../../../domain/time.ts';
import type { Entry } from '../../../domain/timeline.ts';
import { runbook } from '../../../workflows/bad-pack-rollback.ts';
import type { Invariant } from './invariant.ts';

export const missedIsPaged: Invariant = {
  holds: 'every missed objective is said and paged, once',
  broken: ({ incidents, journal, schedule, clock }) =>
    incidents.flatMap(({ id, timeline }) => {
      const pages = journal.flatMap((one) => (one.what === 'paged' && one.incident === id && one.role === 'duty-manager' ? [one.why] : []));
      const allowed = { ...runbook.objectives, recorded: hours(schedule.window) };
      return Object.entries(allowed).flatMap(([name, time]) => {
        const told = timeline.filter((one) => one.kind === 'objective' && one.name === name && one.state === 'missed').length;
        const isLate = isOverdue(timeline, name, time, clock);
        if (told > 1) return [`${id}: '${name}' is missed ${told} times`];
        if (isLate && told === 0) return [`${id}: '${name}' is overdue and nobody said so`];
        return told === 1 && !pages.some((why) => why.includes(`'${name}' is missed`))
          ? [`${id}: '${name}' is missed and nobody was paged`]
          : [];
      });
    }),
};

/** Whether this objective ran past its time, when nobody had said yet that it holds. A minute is allowed for saying so. */
function isOverdue(timeline: readonly Entry[], name: string, allowed: Millis, clock: Millis): boolean {
  const impact = timeline.find((one) => one.kind === 'impact');
  if (impact?.kind !== 'impact') return false;
  const due = impact.since + allowed + 60_000;
  const end = timeline.find(({ kind }) => kind === 'ended')?.at ?? clock;
  const state = timeline.findLast(
    (one) => one.kind === 'objective' && one.name === name && one.at <= due && one.state !== 'half' && one.state !== 'late soon',
  );
  const isMet = state?.kind === 'objective' && state.state === 'met';
  return end > due && impact.at <= due && !isMet;
}
