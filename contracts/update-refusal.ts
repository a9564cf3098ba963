import { ApplicationFailure, WorkflowFailedError, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { refusalCodes, type Refusal, type RefusalCode } from '../domain/decisions.ts';

const ended: Refusal = {
  code: 'NotOpen',
  message: 'the incident has ended, nothing is asked any more: its record is the folder of its short id in the vault',
};

/** Why an answer or a statement did not count, from the error of its update or of the workflow that it started; null for any other error. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof WorkflowNotFoundError) return ended;
  const failed = error instanceof WorkflowUpdateFailedError || error instanceof WorkflowFailedError;
  if (!failed || !(error.cause instanceof ApplicationFailure)) return null;
  const { type, message } = error.cause;
  // The server's own word for an update that was accepted by a workflow which then ended.
  if (type === 'AcceptedUpdateCompletedWorkflow') return ended;
  return isRefusalCode(type) ? { code: type, message } : null;
}

const isRefusalCode = (type: string | null | undefined): type is RefusalCode =>
  (refusalCodes as readonly (string | null | undefined)[]).includes(type);
