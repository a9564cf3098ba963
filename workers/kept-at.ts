import type { Configuration, S3Configuration } from '../contracts/configuration.ts';
import { recordOf } from '../domain/record.ts';
import { fileSystemOrigin } from '../targets/packs/file-system-origin.ts';
import { s3Origin } from '../targets/packs/s3-origin.ts';
import type { S3Place } from '../targets/store/s3-place.ts';
import type { PackOrigin, Vault } from '../targets/targets.ts';
import { fileSystemVault } from '../targets/vault/file-system-vault.ts';
import type { EvidenceStore } from '../targets/vault/evidence-folder.ts';
import { fileSystemStore } from '../targets/vault/file-system-store.ts';
import { s3Store } from '../targets/vault/s3-store.ts';
import { s3Bucket } from '../targets/store/s3-bucket.ts';
import type { Sealer } from '../targets/vault/sealer.ts';
import { s3Vault } from '../targets/vault/s3-vault.ts';
import { secretHere } from './secret-here.ts';

/** A pack origin as configured. */
export type OriginPlace = Configuration['targets']['packs']['origins'][number];
/** Where the vault is, as configured. */
export type VaultPlace = Configuration['targets']['vault'];

/** The adapter for where these packs lie. Throws a SecretError when a key cannot be had. */
export const originOf = ({ name, path, s3 }: OriginPlace): PackOrigin =>
  s3 ? s3Origin({ place: s3PlaceOf(name, s3) }) : fileSystemOrigin({ name, path: folderOf(path) });

/** The adapter for where evidence is kept. Throws a SecretError when a key cannot be had. */
export const vaultOf = ({ path, s3 }: VaultPlace, sealer: Sealer): Vault =>
  s3 ? s3Vault({ place: s3PlaceOf('vault', s3), recordOf, sealer }) : fileSystemVault({ path: folderOf(path), recordOf, sealer });

/** What is in the vault, to be read by the commands. */
export const vaultStoreOf = ({ path, s3 }: VaultPlace): EvidenceStore =>
  s3 ? s3Store(s3Bucket(s3PlaceOf('vault', s3))) : fileSystemStore(folderOf(path));

/** Where the vault is, in words for a person. */
export const whereItIs = ({ path, s3 }: VaultPlace): string =>
  s3 ? [s3.endpoint.replace(/\/$/, ''), s3.bucket, s3.prefix].filter((part) => part).join('/') : folderOf(path);

/** The place that is configured, with its keys. `name` is how errors call it. */
export function s3PlaceOf(name: string, { access_key, secret_key, object_lock, ...place }: S3Configuration): S3Place {
  return { ...place, name, accessKey: secretHere(access_key), secretKey: secretHere(secret_key), objectLock: object_lock };
}

/** The folder of what is not in object storage: the configuration's rules leave no third. */
export function folderOf(path: string | undefined): string {
  if (path === undefined) throw new Error('neither path nor s3 is configured');
  return path;
}
