import { canonicalJson } from '../../domain/canonical-json.ts';
import { isTargetError } from '../../domain/target-error.ts';
import type { EvidenceFolder } from './evidence-folder.ts';

export const runFile = 'run.json';
const largest = 65_536;

/** Reserves an incident's folder for a workflow run, again and again if need be. False when another run has it. */
export async function reserve(folder: EvidenceFolder, incident: string, run: string): Promise<boolean> {
  try {
    await folder.create(runFile, Buffer.from(`${canonicalJson({ incident, run })}\n`));
    return true;
  } catch (error) {
    if (isTargetError(error, 'EvidenceConflict')) return false;
    throw error;
  }
}

/** The workflow run that reserved an incident's folder, or null when none did. */
export async function runOf(folder: EvidenceFolder): Promise<string | null> {
  const bytes = await folder.read(runFile, largest);
  return bytes === null ? null : (JSON.parse(bytes.toString('utf8')) as { readonly run: string }).run;
}
