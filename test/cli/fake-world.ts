import type { Dependencies } from '../../cli/dependencies.ts';
import type { Connection, Incidents } from '../../cli/incidents.ts';
import { runProgram } from '../../cli/run-program.ts';
import type { Board } from '../../domain/board.ts';
import type { Answer } from '../../domain/decisions.ts';
import type { IncidentStatement, Statement, StopStatement } from '../../domain/statements.ts';
import { newKeyPair } from '../../contracts/sshsig.ts';
import { noon, waitingForConfirmation } from './boards.ts';

/** Demo people, with keys. */
export const keys = { ana: newKeyPair('ana'), ivo: newKeyPair('ivo'), dee: newKeyPair('dee') };
export const people = [
  { name: 'Ana', roles: ['on-call'], keys: [keys.ana.publicKey] },
  { name: 'Ivo', roles: ['incident-commander'], keys: [keys.ivo.publicKey] },
  { name: 'Dee', roles: ['duty-manager'], keys: [keys.dee.publicKey] },
];

/** What a command did: exit code, both outputs, and what reached the incidents. */
export interface Ran {
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
  readonly sent: readonly Answer[];
  readonly started: readonly Statement[];
  readonly stated: readonly (IncidentStatement | StopStatement)[];
  readonly calls: readonly string[];
}

export interface World {
  readonly incidents?: Partial<Incidents>;
  readonly connection?: Partial<Connection>;
  readonly dependencies?: Partial<Dependencies>;
  readonly board?: Board;
}

/** Runs one command line against incidents in memory. */
export async function holdfast(
  args: readonly string[],
  { incidents, connection, dependencies, board = waitingForConfirmation }: World = {},
): Promise<Ran> {
  const said = { out: '', err: '' };
  const sent: Answer[] = [];
  const started: Statement[] = [];
  const stated: (IncidentStatement | StopStatement)[] = [];
  const calls: string[] = [];
  const every: Incidents = {
    list: async () => [],
    board: async () => board,
    decide: async (_incident, answer) => ({ counted: `counted for '${sent[sent.push(answer) - 1]?.verdict}'` }),
    decideBySignal: async (_incident, answer) => sent.push(answer) > 0,
    start: async (statement) => (started.push(statement) > 0 ? 'production~acme~bad-pack-rollback~channel~au-nsw' : null),
    state: async (_incident, statement) => (stated.push(statement), { counted: `${statement.kind} is on the timeline` }),
    stop: async (statement) => (stated.push(statement), { counted: `stopped until ${statement.until}` }),
    stopped: async () => null,
    ...incidents,
  };
  const world: Dependencies = {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    now: () => noon,
    sleep: async () => undefined,
    env: { LANG: 'C.UTF-8' },
    version: '1.2.3',
    isTerminal: false,
    columns: undefined,
    confirm: async () => Promise.reject(new Error('nobody is there to confirm')),
    demo: async ({ once }) => (calls.push(`demo ${once}`), 0),
    up: async () => (calls.push('up'), 0),
    serve: async ({ only, config }) => (calls.push(`serve ${only} ${config}`), 0),
    connect: async (config) => {
      calls.push(`connect ${config}`);
      return { incidents: every, people, embedded: true, vault: '/vault', close: async () => void calls.push('close'), ...connection };
    },
    sealedLog: async () => Promise.reject(new Error('there is no vault here')),
    evidence: async () => Promise.reject(new Error('there is no vault here')),
    attachments: async () => Promise.reject(new Error('there is no vault here')),
    checks: async () => [],
    ...dependencies,
  };
  const code = await runProgram(args, world);
  return { code, ...said, sent, started, stated, calls };
}
