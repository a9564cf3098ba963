import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { Contain } from '../../activities/contain.ts';
import { isTargetErrorCode, unresolvedDetail } from '../../domain/target-error.ts';

/** The TargetError's code behind an activity's failure; nothing where there is none. */
export const codeOf = (err: unknown): string | null | undefined => applicationFailure(err)?.type;

/** Whether what a step was to change may have taken effect all the same (GOV-11): its target said so, or none was heard at all. */
export function isUnresolved(err: unknown): boolean {
  const said = applicationFailure(err);
  if (said && isTargetErrorCode(said.type)) return said.details?.[0] === unresolvedDetail;
  return err instanceof ActivityFailure && Object.hasOwn(changes, err.activityType);
}

/** The activities that change the world: all of `contain`. */
const changes: Readonly<Record<keyof Contain, true>> = {
  hold: true,
  quarantine: true,
  rollBack: true,
  serveBaseline: true,
  pin: true,
  openCase: true,
  liftHold: true,
};

const applicationFailure = (err: unknown): ApplicationFailure | null =>
  err instanceof Error && err.cause instanceof ApplicationFailure ? err.cause : null;
