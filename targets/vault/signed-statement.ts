import { setImmediate } from 'node:timers/promises';
import { bundleBytes, keyHint, signStatement, sumsFile } from '../../contracts/evidence/bundle.ts';
import { checkpointDigest, checkpointPath } from '../../contracts/evidence/checkpoint.ts';
import { countersignatures } from '../../contracts/evidence/countersignatures.ts';
import { entryOf, hashOf } from '../../contracts/evidence/event-chain.ts';
import { predicateType, statementType, type EvidencePredicate, type EvidenceStatement } from '../../contracts/evidence/statement.ts';
import { sha256 } from '../../contracts/digest.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Sealed, Sealing } from '../targets.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { checkpointsOf } from './checkpoints.ts';
import type { Listed } from './seal-of.ts';
import { runOf } from './run-file.ts';
import type { Sealer } from './sealer.ts';
import type { AskForStamp } from './ask-for-stamp.ts';

interface ToSign {
  readonly folder: EvidenceFolder;
  readonly incident: string;
  readonly lines: readonly string[];
  /** The text of SHA256SUMS, and what it lists. */
  readonly sums: string;
  readonly listed: readonly Listed[];
  readonly sealing: Sealing;
  readonly sealer: Sealer;
  readonly log: Omit<Sealed, 'digest'>;
  readonly askForStamp: AskForStamp;
}

/** The in-toto statement over every file of the folder, signed, and time-stamped where an authority is configured. */
export async function signedStatement(given: ToSign): Promise<Buffer> {
  const { sums, listed, sealer, askForStamp } = given;
  const subject = [...listed, { name: sumsFile, hash: sha256(sums) }].map(({ name, hash }) => ({ digest: { sha256: hash }, name }));
  const known = new Set(listed.map(({ name }) => name));
  const statement: EvidenceStatement = { _type: statementType, predicate: await predicateOf(given, known), predicateType, subject };
  const { payload, signature } = signStatement(statement, sealer.key);
  const timestamp = await askForStamp(signature);
  await setImmediate(); // heartbeats get their turn: a statement may name thousands of files
  return bundleBytes({ hint: keyHint(sealer.key), payload, signature, timestamp });
}

/** `listed`: a checkpoint of a worker that woke late may lie there until it is taken away. */
async function predicateOf(given: ToSign, listed: ReadonlySet<string>): Promise<EvidencePredicate> {
  const { folder, incident, lines, sealing, sealer, log } = given;
  const entries = lines.map(entryOf);
  const checkpoints = (await checkpointsOf(folder))
    .filter(({ seq }) => listed.has(checkpointPath(seq)))
    .map(({ bytes }) => checkpointDigest(bytes));
  const opened = (await runOf(folder)) ?? sealing.runId;
  const ended = entries.findLast((entry) => entry.kind === 'ended');
  const runbook = entries.find((entry) => entry.kind === 'opened')?.runbook ?? 'unknown';
  const { namespace, workflowId, runId, historyLength } = sealing;
  const { instance, product, configuration, code } = sealer;
  const predicate: EvidencePredicate = {
    incident,
    instance,
    ending: ended?.ending ?? 'unknown',
    ended_at: new Date(ended?.at ?? entries.at(-1)!.at).toISOString(),
    temporal: { namespace, workflow_id: workflowId, run_ids: [...new Set([opened, runId])], history_length: historyLength },
    product,
    configuration,
    runbook: { name: runbook, code },
    events: { lines: lines.length, head: hashOf(lines.at(-1)!) },
    checkpoints: { count: checkpoints.length, last: checkpoints.at(-1) ?? null },
    countersigned: [...countersignatures(entries, checkpoints)],
    log,
  };
  return JSON.parse(canonicalJson(predicate)) as EvidencePredicate;
}
