import { defineUpdate } from '@temporalio/workflow';
import type { Stop, StopStatement } from '../domain/statements.ts';

/** The one workflow that keeps the stop of this installation: there is never a second. */
export const stopWorkflowId = 'holdfast~stop-automation';
export const stopWorkflowType = 'stopAutomation';

/** Another signed stop in place of the one in force. */
export const stopAgain = defineUpdate<string, [StopStatement]>('stopAgain');

/** Beside the workflow, under `stop`: to be read without a worker. */
export type StopMemo = Stop;
