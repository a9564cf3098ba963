import { sha256 } from '../digest.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { Entry } from '../../domain/timeline.ts';

/** What the first line names as the one before it. */
export const nothingBefore = '0'.repeat(64);

/** One line of `events.jsonl`, without its line break: RFC 8785 of the entry and `prev`. */
export const lineOf = (entry: Entry, prev: string): string => canonicalJson({ ...entry, prev });

/** What the line after this one names as `prev`: SHA-256, hex, of the line without its line break. */
export const hashOf = (line: string): string => sha256(line);

/** The lines of an event log's bytes, without their line breaks. */
export const linesIn = (bytes: Buffer): readonly string[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

/** The entry that a line holds. EvidenceConflict for a line that was not written here. */
export function entryOf(line: string): Entry {
  try {
    const { prev: _prev, ...entry } = JSON.parse(line) as { readonly prev: string } & Entry;
    if (Number.isInteger(entry.seq) && entry.seq >= 1) return entry as Entry;
  } catch {
    throw new TargetError('EvidenceConflict', 'a line of the event log is not JSON: the vault was changed from outside');
  }
  throw new TargetError('EvidenceConflict', 'a line of the event log has no number: the vault was changed from outside');
}

/** Checks that each line follows from the one before, from the very first. EvidenceConflict names the first that does not. */
export function mustBeChained(lines: readonly string[]): void {
  let prev = nothingBefore;
  lines.forEach((line, index) => {
    const entry = entryOf(line);
    if (entry.seq !== index + 1 || line !== lineOf(entry, prev)) {
      throw new TargetError(
        'EvidenceConflict',
        `line ${index + 1} of the event log does not follow from the one before: the vault was changed from outside`,
      );
    }
    prev = hashOf(line);
  });
}
