import type { KeyObject } from 'node:crypto';
import { examineBundle } from '../contracts/evidence/examine-bundle.ts';
import { holds, isRead, verifyBundle, type Verdicts } from '../contracts/evidence/verify-bundle.ts';
import type { EvidenceStatement } from '../contracts/evidence/statement.ts';
import type { KeyHolder } from '../contracts/signed-text.ts';

/** One thing that was looked at; it holds when it has no problem. */
export interface VerifiedLine {
  readonly name: string;
  readonly problems: readonly string[];
  readonly say: string;
  /** It was not looked at: no problem was found, and nothing is proven (BK-P1). */
  readonly isUnchecked?: boolean;
}

export interface Verified {
  readonly lines: readonly VerifiedLine[];
  /** What was signed, once the three verdicts hold and the rest was looked at; null while it is not to be believed. */
  readonly statement: EvidenceStatement | null;
}

/** The three verdicts on an incident's folder, as verify.sh has them, and when they hold, what only this software looks at. */
export async function verified(
  folder: string,
  keys: readonly KeyObject[],
  incident: string,
  people: readonly KeyHolder[] | null,
): Promise<Verified> {
  const verdicts = await verifyBundle(folder, keys, incident);
  const { statement } = verdicts;
  if (!holds(verdicts)) return { lines: linesOf(verdicts, incident, keys.length), statement: null };
  const more = await examineBundle(folder, statement, keys, people);
  return { lines: [...linesOf(verdicts, incident, keys.length), ...more], statement: isRead(statement) ? statement : null };
}

function linesOf({ integrity, completeness, identity, statement }: Verdicts, incident: string, keys: number): readonly VerifiedLine[] {
  const count = isRead(statement) ? statement.subject.length : 0;
  return [
    { name: 'integrity', problems: integrity, say: `${count} files have the digests that were signed` },
    { name: 'completeness', problems: completeness, say: 'no file is missing, none was added' },
    { name: 'identity', problems: identity, say: `${incident}, sealed with ${keys === 1 ? 'the key' : 'one of the keys'} that you gave` },
  ];
}
