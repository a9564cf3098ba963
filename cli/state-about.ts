import { randomUUID } from 'node:crypto';
import { checkStatement, signStatement, type UnsignedIncidentStatement } from '../contracts/signed-statement.ts';
import { connected } from './connected.ts';
import { demandOpen } from './demand-open.ts';
import type { Dependencies } from './dependencies.ts';
import { refusedFor } from './failed.ts';
import { signerKey, type SigningOptions } from './signer.ts';

type Said = UnsignedIncidentStatement extends infer Each
  ? Each extends UnsignedIncidentStatement
    ? Omit<Each, 'incident' | 'at' | 'nonce'>
    : never
  : never;

export interface StatingOptions extends SigningOptions {
  readonly config?: string;
}

/** Signs a statement about an incident, sends it, and says what became of it. What can be refused here is refused here. */
export async function stateAbout(incident: string, said: Said, options: StatingOptions, dependencies: Dependencies): Promise<void> {
  const key = await signerKey(options, dependencies);
  await connected(options, dependencies, async ({ incidents, people, vault }) => {
    const board = await incidents.board(incident);
    demandOpen(board, vault);
    const { incident: id } = board; // what is signed is its short id
    const at = new Date(dependencies.now()).toISOString();
    const statement = signStatement({ ...said, incident: id, at, nonce: randomUUID() }, key);
    const checked = people.length > 0 ? checkStatement(statement, people, dependencies.now()) : null;
    if (checked && 'refusal' in checked) throw refusedFor(checked.refusal);
    const result = await incidents.state(incident, statement);
    if ('refused' in result) throw refusedFor(result.refused);
    dependencies.out(`${result.counted}\n`);
  });
}
