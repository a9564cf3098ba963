import type { EvidenceFolder } from './evidence-folder.ts';

export const runFile = 'run.json';
const largest = 65_536;

/** The workflow run that reserved an incident's folder, or null when none did. */
export async function runOf(folder: EvidenceFolder): Promise<string | null> {
  const bytes = await folder.read(runFile, largest);
  return bytes === null ? null : (JSON.parse(bytes.toString('utf8')) as { readonly run: string }).run;
}
