import type { Vault } from '../targets.ts';
import { evidenceVault } from './evidence-vault.ts';
import { fileSystemStore } from './file-system-store.ts';
import type { RecordOf } from './seal-folder.ts';
import type { Sealer } from './sealer.ts';

export interface FileSystemVault {
  /** The folder of all evidence. It must be there: one that is not mounted must not be made anew on another disk. */
  readonly path: string;
  /** Folds an incident's entries into record.json (BK-E1). */
  readonly recordOf: RecordOf;
  /** Signs checkpoints and sealed records. */
  readonly sealer: Sealer;
}

/** Evidence in folders, create-only, everything fsynced before it is said to be there (KOA-P4). */
export const fileSystemVault = ({ path, recordOf, sealer }: FileSystemVault): Vault =>
  evidenceVault(fileSystemStore(path), recordOf, sealer);
