import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleBytes, bundleFile, keyHint, readBundle, signStatement, sumsFile } from '../../../contracts/evidence/bundle.ts';
import { hashOf, lineOf, nothingBefore } from '../../../contracts/evidence/event-chain.ts';
import type { EvidencePredicate } from '../../../contracts/evidence/statement.ts';
import { sha256 } from '../../../contracts/digest.ts';
import type { Entry } from '../../../domain/timeline.ts';
import { recordOf } from '../../../domain/record.ts';
import { sealer } from '../../targets/support/sealer.ts';

/** The entries in a folder's event log. */
export const entriesIn = (folder: string): readonly Entry[] =>
  linesIn(folder).map((line) => {
    const { prev: _prev, ...entry } = JSON.parse(line) as Entry & { readonly prev: string };
    return entry as Entry;
  });

/** The lines as they stand. */
export const linesIn = (folder: string): readonly string[] =>
  readFileSync(join(folder, 'events.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/** Writes these entries as a chain of their own, and the record that follows from them: what somebody inside would do. */
export function rechain(folder: string, incident: string, entries: readonly Entry[]): void {
  writeChain(folder, entries);
  writeFileSync(join(folder, 'record.json'), `${JSON.stringify(recordOf(incident, entriesIn(folder)), null, 2)}\n`);
}

/** The chain alone. */
export function writeChain(folder: string, entries: readonly Entry[]): void {
  let prev = nothingBefore;
  const lines = entries.map((entry, index) => {
    const line = lineOf({ ...entry, seq: index + 1 }, prev);
    prev = hashOf(line);
    return `${line}\n`;
  });
  writeFileSync(join(folder, 'events.jsonl'), lines.join(''));
}

/** Seals a folder anew with the installation's own key, as it stands: the three verdicts hold then, and only a look inside shows more. */
export function resealed(folder: string, change: (predicate: EvidencePredicate) => Partial<EvidencePredicate> = () => ({})): void {
  const read = readBundle(readFileSync(join(folder, bundleFile)));
  if (typeof read === 'string') throw new Error(read);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ![bundleFile, sumsFile].includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const digests = files.map((name) => ({ name, digest: { sha256: sha256(readFileSync(join(folder, name))) } }));
  const sums = digests.map(({ name, digest }) => `${digest.sha256}  ${name}\n`).join('');
  writeFileSync(join(folder, sumsFile), sums);
  const lines = linesIn(folder);
  const events = { lines: lines.length, head: hashOf(lines.at(-1)!) };
  const predicate = { ...read.statement.predicate, events, ...change(read.statement.predicate) };
  const subject = [...digests, { name: sumsFile, digest: { sha256: sha256(sums) } }];
  const signed = signStatement({ ...read.statement, subject, predicate }, sealer.key);
  writeFileSync(join(folder, bundleFile), bundleBytes({ ...signed, hint: keyHint(sealer.key), timestamp: null }));
}
