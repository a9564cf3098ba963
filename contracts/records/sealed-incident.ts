import type { KeyObject } from 'node:crypto';
import { recordOf, type IncidentRecord } from '../../domain/record.ts';
import type { Scope } from '../../domain/scope.ts';
import { of, type Entry } from '../../domain/timeline.ts';
import { digestOfBytes, sha256 } from '../digest.ts';
import { bundleFile, isSignedBy, keyHint, readBundle } from '../evidence/bundle.ts';
import { entryOf, linesIn } from '../evidence/event-chain.ts';
import type { EvidencePredicate, EvidenceStatement } from '../evidence/statement.ts';

/** Sealed evidence, wherever it lies, to be read. Throws an Error that says what to do when it is not to be had. */
export interface EvidenceAtHand {
  /** The folder below which records are filed, when no other is named. */
  readonly records: string;
  /** Whether a path is among the evidence itself, where nothing else may be put. */
  readonly isKept: (path: string) => boolean;
  /** The public half of the key that this installation seals with. */
  readonly key: () => KeyObject;
  /** The names of the incidents whose folder has a signed statement. */
  readonly sealed: () => Promise<readonly string[]>;
  /** One file of an incident, or null when it is not there. */
  readonly read: (incident: string, file: string) => Promise<Buffer | null>;
  /** Does `work` on a folder of this machine with all of an incident's files: its own, or a copy that is gone afterwards. */
  readonly within: <T>(incident: string, work: (folder: string) => Promise<T>) => Promise<T>;
}

/** A sealed incident whose statement one of the keys signed, and the lines that it signed for. Its other files were not looked at yet. */
export interface SealedIncident {
  readonly incident: string;
  readonly predicate: EvidencePredicate;
  readonly subject: EvidenceStatement['subject'];
  /** Of `evidence.sigstore.json`: what the log and the anchor call this record by. */
  readonly digest: string;
  readonly hint: string;
  readonly isTimestamped: boolean;
  readonly scope: Scope;
  readonly entries: readonly Entry[];
  readonly record: IncidentRecord;
}

/** One that cannot be believed, with what it says of itself where that could be read. */
export interface DoubtfulIncident {
  readonly incident: string;
  readonly why: string;
  readonly claims: EvidencePredicate | null;
}

/** Reads an incident of this runbook. Null for one of another runbook, or one that is not there. */
export async function readSealed(
  at: Pick<EvidenceAtHand, 'read'>,
  incident: string,
  runbook: string,
  keys: readonly KeyObject[],
): Promise<SealedIncident | DoubtfulIncident | null> {
  const bytes = await at.read(incident, bundleFile);
  if (bytes === null) return null;
  const bundle = readBundle(bytes);
  if (typeof bundle === 'string') return { incident, why: `${bundleFile}: ${bundle}`, claims: null };
  const { subject, predicate } = bundle.statement;
  if (predicate.runbook.name !== runbook && keys.some((key) => isSignedBy(bundle, key))) return null;
  const doubt = (why: string): DoubtfulIncident => ({ incident, why, claims: predicate });
  if (!keys.some((key) => keyHint(key) === bundle.hint))
    return doubt(`it was sealed with another key, ${bundle.hint}: give its public key with --key as well, if you trust it`);
  if (!keys.some((key) => isSignedBy(bundle, key))) return doubt(`the signature in ${bundleFile} was not made over this statement`);
  if (predicate.incident !== incident) return doubt(`the folder holds the evidence of ${predicate.incident}`);
  const lines = await at.read(incident, 'events.jsonl');
  const signed = subject.find(({ name }) => name === 'events.jsonl')?.digest.sha256;
  if (lines === null || sha256(lines) !== signed) return doubt('events.jsonl is missing, or is not as it was sealed');
  const entries = linesIn(lines).map(entryOf);
  const record = recordIn(incident, entries);
  if (typeof record === 'string') return doubt(`its lines are not such as this version writes: ${record}`);
  const scope = of(entries, 'opened')[0]?.scope;
  if (scope === undefined) return doubt('its first line does not say what it was about');
  const digest = digestOfBytes(bytes);
  return { incident, predicate, subject, digest, hint: bundle.hint, isTimestamped: bundle.timestamp !== null, scope, entries, record };
}

/** The record of these lines, or why none can be made of them: another version, or whoever has the key, may have signed anything. */
function recordIn(incident: string, entries: readonly Entry[]): IncidentRecord | string {
  try {
    return recordOf(incident, entries);
  } catch (err) {
    return (err as Error).message;
  }
}
