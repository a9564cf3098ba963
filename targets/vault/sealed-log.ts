import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readBundle } from '../../contracts/evidence/bundle.ts';
import { sha256 } from '../../contracts/digest.ts';
import { TargetError } from '../../domain/target-error.ts';
import { readWhole } from '../bounded-file.ts';
import type { Sealed } from '../targets.ts';
import { createOnly, makeFolders } from './create-only.ts';

/** Beside the incidents' folders: every signed statement of this installation, in the order of sealing. No incident can have this name. */
export const logFolder = '.log';
const largestBundle = 134_217_728;
const entryName = /^\d{12}\.json$/;

export const logPath = (number: number): string => `${String(number).padStart(12, '0')}.json`;

/** The numbers that are taken, ascending. */
export async function numbersIn(root: string): Promise<readonly number[]> {
  const names = await readdir(join(root, logFolder)).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => entryName.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((one, other) => one - other);
}

export const entryAt = (root: string, number: number): Promise<Buffer> => readWhole(join(root, logFolder, logPath(number)), largestBundle);

/** The entry of an incident, newest first, for a seal that broke off after its claim; null when there is none. */
export async function entryOfIncident(root: string, incident: string): Promise<Buffer | null> {
  for (const number of [...(await numbersIn(root))].reverse()) {
    const bytes = await entryAt(root, number);
    const read = readBundle(bytes);
    if (typeof read !== 'string' && read.statement.predicate.incident === incident) return bytes;
  }
  return null;
}

/**
 * Claims the next number for a record: `make` signs a statement that names that number and the entry before. Two that seal at once never
 * get the same one, for entries are created and never replaced; the loser signs anew.
 */
export async function claimNext(root: string, make: (place: Omit<Sealed, 'digest'>) => Promise<Buffer>): Promise<Buffer> {
  await makeFolders(root, logFolder);
  for (;;) {
    const last = (await numbersIn(root)).at(-1) ?? 0;
    const previous = last === 0 ? null : `sha256:${sha256(await entryAt(root, last))}`;
    const bytes = await make({ number: last + 1, previous });
    try {
      await createOnly(join(root, logFolder, logPath(last + 1)), bytes);
      return bytes;
    } catch (error) {
      if (!(error instanceof TargetError && error.code === 'EvidenceConflict')) throw error;
    }
  }
}

/** What a signed statement says of its place in the log. */
export function placeOf(bytes: Buffer): Sealed {
  const read = readBundle(bytes);
  if (typeof read === 'string') throw new TargetError('EvidenceConflict', `a sealed statement in the vault was changed: ${read}`);
  return { ...read.statement.predicate.log, digest: `sha256:${sha256(bytes)}` };
}
