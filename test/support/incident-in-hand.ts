import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { planDigest, signAnswer } from '../../contracts/signed-answer.ts';
import { readPrivateKey } from '../../contracts/sshsig.ts';
import type { Board, BoardQuestion } from '../../domain/board.ts';
import type { Answer } from '../../domain/decisions.ts';
import type { Outcome } from '../../domain/runbook.ts';
import { sealedRecord, type SealedRecord } from './sealed-record.ts';
import { until } from './until.ts';

const patience = 60_000;

/** One incident, seen and answered as people do: over the gateway. */
export interface IncidentInHand {
  readonly workflowId: string;
  board(): Promise<Board>;
  /** Waits until the board is so. */
  until(good: (board: Board) => boolean): Promise<Board>;
  /** Waits until a question offers this verdict. */
  asks(verdict: string): Promise<BoardQuestion>;
  /** Waits until that is asked, signs as this person does, and sends it: what the gateway answered. */
  answers(person: string, verdict: string): Promise<{ readonly status: number; readonly body: unknown }>;
  /** The same answer, not sent. */
  signed(person: string, verdict: string): Promise<Answer>;
  /** Waits for the end. */
  ended(): Promise<Outcome>;
  /** What is in the vault of it, once it has ended. */
  record(): Promise<SealedRecord>;
}

interface Where {
  readonly gateway: string;
  readonly client: Client;
  readonly keys: string;
  readonly vault: string;
  readonly workflowId: string;
  readonly runId?: string;
}

export function incidentInHand({ gateway, client, keys, vault, workflowId, runId }: Where): IncidentInHand {
  const url = `${gateway}/incidents/${encodeURIComponent(workflowId)}`;
  const board: IncidentInHand['board'] = async () => {
    const answer = await fetch(url);
    if (answer.status !== 200) throw new Error(`the gateway shows no board: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Board;
  };
  const offering = ({ questions }: Board, verdict: string): BoardQuestion | undefined =>
    questions.find(({ verdicts }) => Object.hasOwn(verdicts, verdict));
  const asked = async (verdict: string): Promise<Board> => until(board, (seen) => offering(seen, verdict) !== undefined, patience);
  const signed: IncidentInHand['signed'] = async (person, verdict) => {
    const seen = await asked(verdict);
    const { asking, plan } = offering(seen, verdict)!;
    const key = readPrivateKey(readFileSync(join(keys, person.toLowerCase()), 'utf8'));
    return signAnswer({ incident: seen.incident, asking, verdict, plan: planDigest(plan), note: '', nonce: randomUUID() }, key);
  };
  const ended = (): Promise<Outcome> => client.workflow.getHandle(workflowId, runId).result() as Promise<Outcome>;
  return {
    workflowId,
    board,
    until: (good) => until(board, good, patience),
    asks: async (verdict) => offering(await asked(verdict), verdict)!,
    signed,
    answers: async (person, verdict) => {
      const body = JSON.stringify(await signed(person, verdict));
      const answer = await fetch(`${url}/decisions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return { status: answer.status, body: await answer.json() };
    },
    ended,
    record: async () => {
      const { incident, record } = await ended();
      return sealedRecord(join(vault, incident), record, join(keys, 'evidence.pub.pem'));
    },
  };
}
