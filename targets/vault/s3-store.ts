import { createHash } from 'node:crypto';
import { TargetError } from '../../domain/target-error.ts';
import { hashInPieces } from '../hash-in-pieces.ts';
import { mustHonour } from '../store/must-honour.ts';
import type { S3Bucket } from '../store/s3-bucket.ts';
import type { EvidenceFolder, EvidenceStore } from './evidence-folder.ts';
import { incidentPath } from './incident-folder.ts';
import { runFile } from './run-file.ts';
import { logFolder } from './sealed-log.ts';

/**
 * Folders in object storage. An object is whole or not there, and every write is conditional. Nothing is asked of a store, and so nothing
 * written, before it has shown once that it honours that: Unsupported until then.
 */
export function s3Store(bucket: S3Bucket): EvidenceStore {
  let honoured: Promise<void> | null = null;
  const shown = (): Promise<void> =>
    (honoured ??= mustHonour(bucket).catch((error: unknown) => {
      honoured = null;
      throw error;
    }));
  return {
    async folder(incident) {
      const path = incidentPath(incident);
      await shown();
      return folderIn(bucket, path);
    },
    async log() {
      await shown();
      return folderIn(bucket, logFolder);
    },
    async incidents() {
      await shown();
      const files = await bucket.list('');
      const names = files.filter((file) => file.endsWith(`/${runFile}`)).map((file) => file.slice(0, file.indexOf('/')));
      return [...new Set(names)].filter((name) => !name.startsWith('.'));
    },
  };
}

function folderIn(bucket: S3Bucket, incident: string): EvidenceFolder {
  const at = (file: string): string => `${incident}/${file}`;

  const create = async (file: string, bytes: Uint8Array): Promise<boolean> => {
    if (await bucket.create(at(file), bytes, await hashInPieces(bytes))) return true;
    await mustEqual(bucket, at(file), bytes);
    return false;
  };

  return {
    create,
    async read(file, limit) {
      const pieces: Uint8Array[] = [];
      const size = await bucket.read(at(file), limit, (piece) => pieces.push(piece)).catch(absent);
      return size === null ? null : Buffer.concat(pieces);
    },
    async hashes(files) {
      const digests: string[] = [];
      for (const file of files) {
        const hash = createHash('sha256');
        await bucket.read(at(file), Number.MAX_SAFE_INTEGER, (piece) => hash.update(piece));
        digests.push(hash.digest('hex'));
      }
      return digests;
    },
    list: (folder) => bucket.list(folder === undefined ? incident : at(folder)),
    async replace(file, bytes) {
      // No write here is anything but create-only: what was derived before is taken away first.
      try {
        await create(file, bytes);
      } catch (error) {
        if (!(error instanceof TargetError) || error.code !== 'EvidenceConflict') throw error;
        await bucket.remove(at(file));
        await create(file, bytes);
      }
    },
    remove: (file) => bucket.remove(at(file)),
    async removeFolder(folder) {
      for (const file of await bucket.list(at(folder))) await bucket.remove(`${at(folder)}/${file}`);
    },
    clearLeftovers: () => Promise.resolve(),
  };
}

/** What is there must be these bytes: compared by size and hash, and not kept. */
async function mustEqual(bucket: S3Bucket, path: string, bytes: Uint8Array): Promise<void> {
  const hash = createHash('sha256');
  const size = await bucket
    .read(path, bytes.length, (piece) => hash.update(piece))
    .catch((error: unknown) => {
      if (error instanceof TargetError && ['TooLarge', 'NotFound'].includes(error.code)) return null;
      throw error;
    });
  if (size === bytes.length && hash.digest('hex') === (await hashInPieces(bytes))) return;
  throw new TargetError('EvidenceConflict', `'${path}' is in the vault already, with other content; evidence is never overwritten`);
}

function absent(error: unknown): null {
  if (error instanceof TargetError && error.code === 'NotFound') return null;
  throw error;
}
