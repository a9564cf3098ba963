import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../contracts/digest.ts';
import type { EvidenceFields, IncidentRecord } from '../../domain/record.ts';
import type { Receipt } from '../../domain/containment.ts';
import type { Entry } from '../../domain/timeline.ts';

/** A sealed incident as a stranger finds it: checked with its own verify.sh, with `sha256sum`, line by line, and against what the incident says that it sealed. */
export interface SealedRecord {
  readonly folder: string;
  readonly record: IncidentRecord;
  readonly events: readonly Entry[];
  readonly receipts: readonly { readonly receipt: Receipt; readonly record: EvidenceFields }[];
}

/** BK-E1: timestamp, scope, trigger, observed failure mode, containment, rollback, verification, operator, follow-up. */
const fields = [
  'timestamp',
  'scope',
  'trigger',
  'observed_failure_mode',
  'containment_action',
  'rollback_or_kill_switch_action',
  'verification_result',
  'operator',
  'follow_up',
] as const;

/** `publicKey`: the installation's, a PEM file. Throws when a sum does not hold, a file is missing or was added, the chain is broken, or one of the nine fields is not there. */
export function sealedRecord(folder: string, sealed: string, publicKey: string): SealedRecord {
  const sums = readFileSync(join(folder, 'SHA256SUMS'));
  if (`sha256:${sha256(readFileSync(join(folder, 'evidence.sigstore.json')))}` !== sealed) throw new Error('another record was sealed');
  execFileSync('sh', [join(folder, 'verify.sh'), publicKey], { stdio: 'pipe' });
  execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: folder, stdio: 'pipe' });
  const listed = sums
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(66));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const odd = files.filter((file) => !['SHA256SUMS', 'evidence.sigstore.json'].includes(file) && !listed.includes(file));
  if (odd.length > 0) throw new Error(`these files are in the record and not in its sums: ${odd.join(', ')}`);
  const events = chained(readFileSync(join(folder, 'events.jsonl'), 'utf8'));
  const record = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as IncidentRecord;
  const receipts = files
    .filter((file) => file.startsWith('files/receipts/'))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as SealedRecord['receipts'][number]);
  for (const each of [record, ...record.interventions, ...receipts.map((one) => one.record)]) demandFields(each);
  return { folder, record, events, receipts };
}

function chained(text: string): readonly Entry[] {
  let prev = '0'.repeat(64);
  return text
    .trimEnd()
    .split('\n')
    .map((line, index) => {
      const entry = JSON.parse(line) as Entry & { readonly prev: string };
      if (entry.prev !== prev || entry.seq !== index + 1) throw new Error(`line ${index + 1} of events.jsonl does not follow`);
      prev = sha256(line);
      return entry;
    });
}

function demandFields(record: EvidenceFields): void {
  const missing = fields.filter((field) => !record[field] || record[field] === 'unknown');
  if (missing.length > 0) throw new Error(`${missing.join(', ')} is missing in ${JSON.stringify(record)}`);
}
