import { hashInPieces } from '../hash-in-pieces.ts';
import type { KeptFile } from '../targets.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { evidencePath } from './incident-folder.ts';

/** More than any one file of evidence has, bytes. */
export const largestEvidence = 1_073_741_824;

/** What `files/<name>` holds, or null when there is none. Escapes for a name that leaves its folder. */
export async function keptFile(folder: Pick<EvidenceFolder, 'read'>, name: string): Promise<KeptFile | null> {
  const bytes = await folder.read(evidencePath(name), largestEvidence);
  return bytes === null ? null : { digest: `sha256:${await hashInPieces(bytes)}`, size: bytes.length };
}
