import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFile } from '../../contracts/evidence/bundle.ts';
import type { SealedLog } from '../../contracts/evidence/check-log.ts';
import { readWhole } from '../bounded-file.ts';
import { incidentFolder } from './incident-folder.ts';
import { entryAt, numbersIn } from './sealed-log.ts';

const largestBundle = 134_217_728;

/** The log of a vault on the file system, and what its incidents have. */
export function sealedFolders(root: string): SealedLog {
  const statementOf = (incident: string): Promise<Buffer | null> =>
    readWhole(join(incidentFolder(root, incident), bundleFile), largestBundle).catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 'ENOENT') return null;
      throw error;
    });
  return {
    numbers: () => numbersIn(root),
    entry: (number) => entryAt(root, number),
    statementOf,
    sealed: async () => {
      const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
      const statements = await Promise.all(folders.map(async ({ name }) => [name, await statementOf(name)] as const));
      return statements.filter(([, bytes]) => bytes !== null).map(([name]) => name);
    },
  };
}
