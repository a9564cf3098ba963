/**
 * A bad deploy: a plain error in workflow code fails the workflow task, and Temporal tries it again for ever.
 * @public started by its name
 */
export async function badPackRollback(): Promise<never> {
  throw new Error('this version is broken');
}
