/** A workflow that is none of Holdfast's runs under an id that is. Nothing it answers or takes is believed. */
export class ForeignWorkflow extends Error {
  override readonly name = 'ForeignWorkflow';
}

/** What it is, and what to do. */
export const foreignWorkflow = (workflowId: string, type: string, wanted: string): ForeignWorkflow =>
  new ForeignWorkflow(
    `${workflowId} is the id of ${wanted}, and a workflow of another type, ${type.slice(0, 100)}, runs under it: find out who started it, ` +
      'and terminate it in Temporal',
  );
