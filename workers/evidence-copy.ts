import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isEvidenceName } from '../contracts/evidence/statement.ts';
import type { EvidenceFolder } from '../targets/vault/evidence-folder.ts';

/** No single file of evidence is larger: neither an attachment nor a statement. */
export const largestFile = 134_217_728;

/** Does `work` on a copy of an incident's folder, for evidence that lies in object storage; the copy is gone afterwards. */
export async function onCopy<T>(
  incident: string,
  from: Pick<EvidenceFolder, 'list' | 'read'>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const place = await mkdtemp(join(tmpdir(), 'holdfast-evidence-'));
  try {
    const folder = join(place, incident);
    await mkdir(folder);
    for (const file of await from.list()) {
      // A key may be anything: one that is no name of evidence was slipped in, and must not lead out of the copy.
      if (!isEvidenceName(file))
        throw new Error(`${incident} has a file that no evidence is called, and was added to it: look at its keys`);
      const bytes = await from.read(file, largestFile);
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), bytes ?? '', { flag: 'wx' });
    }
    return await work(folder);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
