/** Goes on sealing the record of an incident that has made way for the next one (docs/decisions/0016). No runbook: nothing is changed but the vault. */
import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { board, incidentAttribute, state, type IncidentMemo } from '../contracts/incident.ts';
import { linesLeft, type LeftRecord } from '../contracts/seal-record.ts';
import { scopeText } from '../domain/scope.ts';
import type { Entry } from '../domain/timeline.ts';
import { anchor } from './incident/anchor.ts';
import { firstLines } from './incident/carried-lines.ts';
import { Decisions } from './incident/decisions.ts';
import { Pager } from './incident/pager.ts';
import { append, evidence, open } from './incident/ports.ts';
import { sealOrAsk } from './incident/seal-or-ask.ts';
import { Timeline } from './incident/timeline.ts';

/** Answers the digest of the sealed record. It asks as the incident did, under the incident's short id, and a cancellation does not end it. */
export async function sealRecord(left: LeftRecord): Promise<string> {
  if (!isLeftByParent(left)) throw refused('a record is left by its incident, and sealed by nobody else', 'Malformed');
  const { incident, escalation, sealing } = left;
  const timeline = new Timeline(); // for its board; the record takes no more lines
  const pager = new Pager(timeline, () => incident, 'seal-');
  const decisions = new Decisions(() => incident, timeline, pager, left.asked);
  const lines: Entry[] = [...left.lines];
  setHandler(linesLeft, (more) => void lines.push(...more));
  setHandler(state, () => {
    throw refused(`${incident} has ended: its record takes no more lines`, 'NotOpen');
  });
  setHandler(board, (since = 0) => ({
    ...left.board,
    now: Date.now(),
    questions: decisions.board,
    lostPages: pager.lostPages,
    timeline: timeline.since(since),
  }));
  show(left);
  return CancellationScope.nonCancellable(async () => {
    await condition(() => lines.length >= left.count);
    const seal = async () => {
      if (!(await open(incident, sealing.runId))) throw refused(`the folder ${incident} of the vault is another run's`, 'EvidenceConflict');
      for (let batch = firstLines(lines); batch.length < lines.length; batch = firstLines(lines)) {
        await append(incident, batch);
        lines.splice(0, batch.length);
      }
      return evidence.seal(incident, lines, sealing);
    };
    const sealed = await sealOrAsk({ incident, decisions, escalation, seal, makesWay: () => false });
    if ('why' in sealed) throw refused(sealed.why, 'NotOpen');
    await anchor({ incident, sealed, pager, escalation, makesWay: () => false });
    await pager.drain();
    await condition(allHandlersFinished);
    return sealed.digest;
  });
}

/** Whoever reaches Temporal can start a workflow: only an incident's own run leaves its record. */
function isLeftByParent(left: unknown): boolean {
  const { parent } = workflowInfo();
  return parent !== undefined && (left as LeftRecord | null | undefined)?.sealing?.runId === parent.runId;
}

/** As the incident showed itself, so that people find it by the same name. */
function show({ incident, board: { runbook, scope, ended } }: LeftRecord): void {
  const memo: IncidentMemo = {
    incident,
    runbook: runbook.name,
    scope: scopeText(scope),
    ...(ended && { ending: ended.ending, because: ended.because }),
  };
  upsertMemo({ ...memo });
  upsertSearchAttributes([{ key: defineSearchAttributeKey(incidentAttribute, SearchAttributeType.KEYWORD), value: incident }]);
}

const refused = (why: string, code: string): ApplicationFailure => ApplicationFailure.nonRetryable(why, code);
