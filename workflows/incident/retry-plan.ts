import type { Plan } from '../../domain/decisions.ts';

/** For a step that failed: what each answer will do, in words. */
export function retryPlan(named: string, why: string): Plan<'retry' | 'hand-over'> {
  const common = { target: named, before: `it failed: ${why}`, affects: 'nothing that readers get changes by this answer alone' };
  return {
    retry: {
      ...common,
      after: 'it is done again under the same key, so that nothing happens twice',
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
      affects: 'this incident only; the stop stays in force for others',
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
