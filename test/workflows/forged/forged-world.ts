import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { Client, type WorkflowHandle, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { verify } from '../../../activities/verify.ts';
import { planDigest, signAnswer, type UnsignedAnswer } from '../../../contracts/signed-answer.ts';
import { newKeyPair, readPrivateKey } from '../../../contracts/sshsig.ts';
import type { Board, BoardQuestion } from '../../../domain/board.ts';
import type { Answer } from '../../../domain/decisions.ts';
import type { Outcome } from '../../../domain/runbook.ts';
import type { Entry } from '../../../domain/timeline.ts';
import { interceptors } from '../../../workers/activity-interceptor.ts';
import { aStart } from '../../support/alerts.ts';
import { startDevServer, type DevServer } from '../../support/dev-server.ts';
import { soundWorld } from '../../support/sound-world.ts';
import { until } from '../../support/until.ts';
import { workflowBundle } from '../../support/workflow-bundle.ts';

const pairs = {
  ana: newKeyPair('ana'),
  ivo: newKeyPair('ivo'),
  dee: newKeyPair('dee'),
  pat: newKeyPair('pat'),
  mallory: newKeyPair('mallory'),
};
const people = [
  { name: 'ana', roles: ['on-call'], keys: [pairs.ana.publicKey] },
  { name: 'ivo', roles: ['incident-commander'], keys: [pairs.ivo.publicKey] },
  { name: 'dee', roles: ['duty-manager'], keys: [pairs.dee.publicKey] },
  { name: 'pat', roles: ['product'], keys: [pairs.pat.publicKey] },
];
export const keys = {
  ana: readPrivateKey(pairs.ana.privateKey),
  ivo: readPrivateKey(pairs.ivo.privateKey),
  dee: readPrivateKey(pairs.dee.privateKey),
  pat: readPrivateKey(pairs.pat.privateKey),
  /** Of nobody on the roster. */
  mallory: readPrivateKey(pairs.mallory.privateKey),
};

type Events = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>;
type Signed = readonly [verdict: string, key?: keyof typeof keys, changes?: Partial<UnsignedAnswer>];

/** One incident on a real Temporal server, whose signatures are really checked. */
export interface Forged {
  readonly handle: WorkflowHandleWithFirstExecutionRunId;
  board(): Promise<Board>;
  asked(text?: string): Promise<BoardQuestion>;
  /** A well-formed answer to the newest question, by whoever's key. */
  answer(...signed: Signed): Promise<Answer>;
  /** Signs as many answers to that question as are wanted. */
  signer(): Promise<(...signed: Signed) => Answer>;
  /** How many signatures were checked one by one, and how many looks there were at many. */
  readonly checked: { single: number; together: number };
  /** The lines that were written, each once. */
  lines(): readonly Entry[];
  events(): Promise<Events>;
  ended(): Promise<Outcome>;
}

let server: DevServer | undefined;
let connection: NativeConnection | undefined;
let worker: Worker | undefined;
let working: Promise<void> | undefined;
const written = new Map<string, Entry>();
const checked = { single: 0, together: 0 };
export const taskQueue = 'forged';

/** A real Temporal server and a worker whose world is sound, for the tests of one file. */
export function startForgedWorld(): void {
  beforeAll(async () => {
    const filter = makeTelemetryFilterString({ core: 'ERROR' });
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter } } });
    server = await startDevServer();
    connection = await NativeConnection.connect({ address: server.address });
    const { answer, statement, signatures } = verify({ roster: { people } } as unknown as Parameters<typeof verify>[0]);
    const counting = <A extends unknown[], R>(kind: keyof typeof checked, work: (...args: A) => R) => {
      return (...args: A): R => {
        checked[kind] += 1;
        return work(...args);
      };
    };
    worker = await Worker.create({
      connection,
      taskQueue,
      workflowBundle: workflowBundle(),
      interceptors,
      activities: {
        ...soundWorld,
        answer: counting('single', answer),
        statement: counting('single', statement),
        signatures: counting('together', signatures),
        append: write,
        checkpoint: (incident: string, entries: readonly Entry[]) => {
          write(incident, entries);
          return 'sha256:checkpoint';
        },
        seal: (incident: string, rest: readonly Entry[]) => {
          write(incident, rest);
          return soundWorld.seal(incident, rest, {} as never);
        },
      },
    });
    working = worker.run();
  });
  afterAll(async () => {
    worker?.shutdown();
    await working;
    await connection?.close();
    await server?.stop();
  });
}

function write(incident: string, entries: readonly Entry[]): void {
  for (const entry of entries) written.set(`${incident} ${String(entry.seq).padStart(9, '0')}`, entry);
}

export const client = (): Client => new Client({ connection: connection! });

/** Starts an incident and waits until it asks. */
export async function forged(): Promise<Forged> {
  Object.assign(checked, { single: 0, together: 0 });
  const handle = await client().workflow.start('badPackRollback', { taskQueue, workflowId: `forged-${randomUUID()}`, args: [aStart()] });
  const board = (): Promise<Board> => handle.query<Board>('board');
  const asked: Forged['asked'] = async (text = '') => {
    const open = async () => (await board()).questions.findLast((question) => question.text.includes(text)) ?? null;
    return (await until(open, (question) => question !== null, 30_000))!;
  };
  await asked();
  const { incident } = await board();
  const signer: Forged['signer'] = async () => {
    const { asking, plan } = await asked();
    const common = { incident, asking, plan: planDigest(plan), note: '' };
    return (verdict, key = 'ana', changes = {}) => signAnswer({ ...common, verdict, nonce: randomUUID(), ...changes }, keys[key]);
  };
  return {
    handle,
    board,
    asked,
    checked,
    answer: async (...given) => (await signer())(...given),
    signer,
    lines: () => [...written].filter(([place]) => place.startsWith(`${incident} `)).map(([, entry]) => entry),
    events: async () => (await handle.fetchHistory()).events ?? [],
    ended: () => handle.result() as Promise<Outcome>,
  };
}
