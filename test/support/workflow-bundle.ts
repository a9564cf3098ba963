/** The workflows as bundled before all tests, for `Worker.create({ workflowBundle: workflowBundle() })`. Throws with the reason if they are not. */
export function workflowBundle(): { readonly codePath: string } {
  const codePath = process.env['HOLDFAST_WORKFLOW_BUNDLE'];
  if (codePath) return { codePath };
  throw new Error(`The workflows are not bundled: ${process.env['HOLDFAST_WORKFLOW_BUNDLE_MISSING'] ?? 'this does not run under jest'}`);
}
