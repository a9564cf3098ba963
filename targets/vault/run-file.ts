import { join } from 'node:path';
import { readWhole } from '../bounded-file.ts';

export const runFile = 'run.json';
const largest = 65_536;

/** The workflow run that reserved an incident's folder. Throws what the file system throws when none did. */
export async function runOf(folder: string): Promise<string> {
  const bytes = await readWhole(join(folder, runFile), largest);
  return (JSON.parse(bytes.toString('utf8')) as { readonly run: string }).run;
}
