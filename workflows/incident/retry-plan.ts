import type { Plan } from '../../domain/decisions.ts';

/** For a step that failed: what each answer will do, in words. */
export function retryPlan(named: string, why: string): Plan<'retry' | 'hand-over'> {
  const common = { target: named, before: `it failed: ${why}`, affects: 'nothing that readers get changes by this answer alone' };
  return {
    retry: {
      ...common,
      after: 'the platform is asked what became of it; only what it never saw is done again, under the same key',
      undo: 'answer hand-over when it fails again',
    },
    'hand-over': {
      ...common,
      after: 'the incident ends; whatever is held stays held, and you take over',
      undo: 'a new alert or `holdfast start` adopts the holds',
    },
  };
}

/** For a containment that would be automatic, while that is stopped. */
export function clearancePlan(what: string, stopped: string): Plan<'go-on' | 'hand-over'> {
  const common = { target: what, before: stopped };
  return {
    'go-on': {
      ...common,
      after: `${what}, this once`,
      affects: 'this incident only; a stop that is in force stays so for others',
      undo: 'a signed decision, as for every containment',
    },
    'hand-over': {
      ...common,
      after: 'the incident ends and changes nothing more; you take over',
      affects: 'readers may be served what was reported',
      undo: '`holdfast start`',
    },
  };
}

/** For a step that the platform cannot do at all. */
export function byHandPlan(named: string, why: string): Plan<'done' | 'hand-over'> {
  const common = { target: named, before: `the platform cannot do it: ${why}` };
  return {
    done: {
      ...common,
      after: 'the effect is looked for where it can be seen; it is marked as done by hand, and proves no objective',
      affects: 'nothing that readers get changes by this answer alone',
      undo: 'as the runbook says for the step',
    },
    'hand-over': {
      ...common,
      after: 'the incident ends; whatever is held stays held, and you take over',
      affects: 'readers may be served what was reported',
      undo: 'a new alert or `holdfast start` adopts the holds',
    },
  };
}

/** For a record that lacks what it needs before an incident may be closed (BK-E2). */
export function closingPlan(incident: string, lacking: string): Plan<'waive' | 'look-again' | 'hand-over'> {
  const common = { target: `the record of ${incident}`, before: `it lacks ${lacking}`, affects: 'nothing that readers get' };
  return {
    waive: {
      ...common,
      after: 'the incident is closed without it; that you waived it, and your note as the reason, stay visible in the record',
      undo: 'nothing: the record is sealed',
    },
    'look-again': { ...common, after: 'the record is looked at again, with what was attached meanwhile', undo: 'nothing to undo' },
    'hand-over': {
      ...common,
      after: 'the incident ends as handed over; nothing is held by it any more',
      undo: 'nothing: the record is sealed',
    },
  };
}

/** For a record that cannot be read when the incident is to be closed. */
export function unreadPlan(incident: string, why: string): Plan<'look-again' | 'hand-over'> {
  const { 'look-again': look, 'hand-over': give } = closingPlan(incident, '');
  const before = `it cannot be read: ${why}`;
  return { 'look-again': { ...look, before }, 'hand-over': { ...give, before } };
}
