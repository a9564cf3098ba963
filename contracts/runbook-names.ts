/** The runbooks that exist. A name is part of workflow ids, routes and the command line; it is never changed or used again. */
export const runbookNames = ['bad-pack-rollback', 'triage'] as const;
export type RunbookName = (typeof runbookNames)[number];

export const isRunbookName = (name: string): name is RunbookName => (runbookNames as readonly string[]).includes(name);

/** The workflow type that follows a runbook: its exported function, `bad-pack-rollback` -> `badPackRollback`. */
export const workflowTypeOf = (name: string): string => name.replace(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
