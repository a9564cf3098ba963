import { ApplicationFailure } from '@temporalio/workflow';

/** The TargetError's code behind an activity's failure; nothing where there is none. */
export const codeOf = (err: unknown): string | null | undefined =>
  err instanceof Error && err.cause instanceof ApplicationFailure ? err.cause.type : null;
