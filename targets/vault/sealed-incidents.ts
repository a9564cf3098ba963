import { bundleFile } from '../../contracts/evidence/bundle.ts';
import type { SealedLog } from '../../contracts/evidence/check-log.ts';
import type { EvidenceStore } from './evidence-folder.ts';
import { entryAt, largestBundle, numbersIn, plantedIn } from './sealed-log.ts';

/** The log of a vault's sealed records, and what its incidents have, to be read. */
export function sealedIncidents(store: EvidenceStore): SealedLog {
  const statementOf = async (incident: string): Promise<Buffer | null> => (await store.folder(incident)).read(bundleFile, largestBundle);
  return {
    numbers: async () => numbersIn(await store.log()),
    planted: async () => plantedIn(await store.log()),
    entry: async (number) => entryAt(await store.log(), number),
    statementOf,
    sealed: async () => {
      const statements = await Promise.all((await store.incidents()).map(async (name) => [name, await statementOf(name)] as const));
      return statements.filter(([, bytes]) => bytes !== null).map(([name]) => name);
    },
  };
}
