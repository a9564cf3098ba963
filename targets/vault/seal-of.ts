import { sumsFile } from '../../contracts/evidence/bundle.ts';
import { isTargetError, TargetError } from '../../domain/target-error.ts';
import type { EvidenceFolder } from './evidence-folder.ts';

const largestSums = 67_108_864;

/** The text of SHA256SUMS, after which nothing is taken any more; null before. */
export async function sealOf(folder: EvidenceFolder): Promise<string | null> {
  const bytes = await folder.read(sumsFile, largestSums);
  return bytes === null ? null : bytes.toString('utf8');
}

/** A file that is sealed, and its SHA-256, hex. */
export interface Listed {
  readonly name: string;
  readonly hash: string;
}

/** What SHA256SUMS lists, in its order. */
export const listedIn = (sums: string): readonly Listed[] =>
  sums
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ name: line.slice(66), hash: line.slice(0, 64) }));

/** What is said to whoever comes after the seal with `what`, such as `line 4`. */
export const cameTooLate = (what: string): TargetError =>
  new TargetError('EvidenceConflict', `${what} came too late: the evidence is sealed (${sumsFile})`);

/** Throws EvidenceConflict when the folder is sealed and its list does not name the file. */
export async function mustBeTaken(folder: EvidenceFolder, file: string): Promise<void> {
  const sums = await sealOf(folder);
  if (sums !== null && !listedIn(sums).some(({ name }) => name === file)) throw cameTooLate(`'${file}'`);
}

/**
 * Creates a file of evidence unless the folder is sealed; again, the same. EvidenceConflict when other bytes are there (KOA-P4), and when it
 * came too late: a worker that wakes late may get here while another seals, and what the seal does not list must not lie there (BK-E1).
 */
export async function createUnsealed(folder: EvidenceFolder, file: string, bytes: Uint8Array): Promise<void> {
  await unlessLate(folder, file);
  await folder.create(file, bytes);
  await unlessLate(folder, file);
}

/** Takes away what came too late, whoever made it: an answer that was lost, or a kill, leaves a file that no attempt knows as its own. */
async function unlessLate(folder: EvidenceFolder, file: string): Promise<void> {
  try {
    await mustBeTaken(folder, file);
  } catch (error) {
    if (isTargetError(error, 'EvidenceConflict')) await folder.remove(file);
    throw error;
  }
}
