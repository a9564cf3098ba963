import { promiseHooks } from 'node:v8';
import { Script, type Context } from 'node:vm';

/**
 * Worker options for tests that run hundreds of workflows: in the test's own thread, with none of what watches them. The SDK keeps a stack for
 * every promise of a workflow and starts a thread for every call into its context; together that is half the processor time of a night. A
 * workflow that never yields hangs the test, instead of failing its task.
 */
export function leanWorkflows(): { readonly debugMode: true; readonly reuseV8Context: true } {
  promiseHooks.createHook = () => () => undefined;
  Script.prototype.runInContext = untimed;
  return { debugMode: true, reuseV8Context: true };
}

const { runInContext } = Script.prototype;

function untimed(
  this: Script,
  context: Context,
  { timeout: _timeout, ...options }: Parameters<Script['runInContext']>[1] & object = {},
): unknown {
  return runInContext.call(this, context, options);
}
