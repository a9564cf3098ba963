import { s3Bucket } from '../store/s3-bucket.ts';
import type { S3Place } from '../store/s3-place.ts';
import type { Vault } from '../targets.ts';
import { evidenceVault } from './evidence-vault.ts';
import { s3Store } from './s3-store.ts';
import type { RecordOf } from './seal-folder.ts';
import type { Sealer } from './sealer.ts';

export interface S3Vault {
  readonly place: S3Place;
  /** Folds an incident's entries into record.json (BK-E1). */
  readonly recordOf: RecordOf;
  /** Signs checkpoints and sealed records. */
  readonly sealer: Sealer;
}

/** Evidence in object storage, create-only (KOA-P4). Any number of workers may share one. */
export const s3Vault = ({ place, recordOf, sealer }: S3Vault): Vault => evidenceVault(s3Store(s3Bucket(place)), recordOf, sealer);
