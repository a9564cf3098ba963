import { constants } from 'node:fs';
import { TargetError } from '../domain/target-error.ts';
import { mustHonour } from '../targets/store/must-honour.ts';
import { s3Bucket } from '../targets/store/s3-bucket.ts';
import { placeText } from '../targets/store/s3-place.ts';
import { folderThere } from './folder-there.ts';
import { folderOf, s3PlaceOf, type OriginPlace, type VaultPlace } from './kept-at.ts';
import type { Logs } from './logger.ts';

/** Says where an origin is, once it could be read. */
export async function originIsThere({ name, path, s3 }: OriginPlace): Promise<string> {
  if (!s3) return folderThere(folderOf(path), constants.R_OK);
  const place = s3PlaceOf(name, s3);
  await s3Bucket(place).list('.holdfast-canary');
  return `${placeText(place)} at ${place.endpoint}`;
}

/** What to do when an origin is not there. */
export const originFix = ({ path, s3 }: OriginPlace): string =>
  s3 ? 'start the store, or correct s3 of this origin' : `mount it at ${path}`;

/** Says where the vault is, once it showed that evidence is safe there: it can be written, and by nobody twice. */
export async function vaultIsSound({ path, s3 }: VaultPlace): Promise<string> {
  if (!s3) return folderThere(folderOf(path), constants.W_OK);
  const place = s3PlaceOf('vault', s3);
  await mustHonour(s3Bucket(place));
  const lock = place.objectLock ? `, object lock ${place.objectLock.mode} for ${place.objectLock.days} d` : '';
  return `${placeText(place)} at ${place.endpoint}, honours conditional writes${lock}`;
}

/** What to do when it is not. */
export const vaultFix = ({ path, s3 }: VaultPlace): string =>
  s3 ? 'start the store, correct targets.vault.s3, or use a store that honours conditional writes' : `mount it at ${path}, writable`;

/**
 * At a worker's start: throws a TargetError, Unsupported, when the vault's store would let evidence be overwritten or has no object lock
 * though one is configured. Anything else, such as a store that is away, is only logged: evidence goes to the spool, and the vault asks
 * again before it writes.
 */
export async function mustBeSound(vault: VaultPlace, logs: Logs): Promise<void> {
  if (!vault.s3) return;
  try {
    await vaultIsSound(vault);
  } catch (err) {
    if (!(err instanceof TargetError) || err.code === 'Unsupported') throw err;
    logs.product.warn({ kind: 'vault', why: err.message }, 'the vault cannot be asked now; evidence goes to the spool until it can');
  }
}
