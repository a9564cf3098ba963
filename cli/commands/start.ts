import { randomUUID } from 'node:crypto';
import { checkStart, signStart } from '../../contracts/signed-start.ts';
import { parseScope, scopeText, workflowIdOf } from '../../domain/scope.ts';
import { calledAs } from '../called-as.ts';
import { connected } from '../connected.ts';
import { sameConfig } from '../decide-command.ts';
import { seconds } from '../../domain/time.ts';
import type { Dependencies } from '../dependencies.ts';
import { CommandFailed, refusedFor, usage } from '../failed.ts';
import type { Incidents } from '../incidents.ts';
import { signerKey, type SigningOptions } from '../signer.ts';

export interface StartOptions extends SigningOptions {
  readonly scope: string;
  readonly why: string;
  readonly config?: string;
}

/** `holdfast start`: an incident by hand, signed. Whoever starts it has had a hand in it, and may not judge it. */
export async function start(runbook: string, options: StartOptions, dependencies: Dependencies): Promise<void> {
  const parsed = parseScope(options.scope);
  if ('problem' in parsed) throw usage(parsed.problem);
  if (options.why.trim() === '') throw usage('say why: --why TEXT goes into the record');
  const key = await signerKey(options, dependencies);
  const at = new Date(dependencies.now()).toISOString();
  const statement = signStart({ kind: 'start', runbook, scope: parsed.scope, why: options.why, at, nonce: randomUUID() }, key);
  await connected(options, dependencies, async ({ incidents, people }) => {
    const checked = people.length > 0 ? checkStart(statement, people, dependencies.now()) : null;
    if (checked && 'refusal' in checked) throw refusedFor(checked.refusal);
    const workflowId = await incidents.start(statement);
    if (workflowId === null) {
      const worked = await nameOf(workflowIdOf(runbook, parsed.scope), incidents, dependencies);
      throw new CommandFailed(
        `${worked} works on ${scopeText(parsed.scope)} already (${runbook}): look at it with ${calledAs(dependencies.env)} show ${worked}${sameConfig(options)}`,
      );
    }
    const name = await nameOf(workflowId, incidents, dependencies);
    dependencies.out(
      `started ${name} (${workflowId})\nwatch it: ${calledAs(dependencies.env)} show ${name} --watch${sameConfig(options)}\n`,
    );
  });
}

/** The short id that people use. It takes a moment to be reserved; while no worker answers, the workflow id has to do. */
async function nameOf(workflowId: string, { board }: Incidents, { sleep }: Dependencies): Promise<string> {
  for (let left = 20; left > 0; left--) {
    const incident = await board(workflowId).then(
      (shown) => shown.incident,
      () => null,
    );
    if (incident === null) return workflowId;
    if (incident !== '') return incident;
    await sleep(seconds(0.1));
  }
  return workflowId;
}
