import { createHash } from 'node:crypto';
import { isTargetError, TargetError } from '../../domain/target-error.ts';
import { hashInPieces } from '../hash-in-pieces.ts';
import { inBatches } from '../in-batches.ts';
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
    const hash = await hashInPieces(bytes);
    const there = (): Promise<Found> => compared(bucket, at(file), { size: bytes.length, hash });
    const made = await bucket.create(at(file), bytes, hash).catch(async (error: unknown) => {
      // What became of a write is asked for. And a store that has the object may break off a long write before it can be heard saying so.
      if (!isUnknown(error) || (await there().catch(() => 'none')) === 'none') throw error;
      return false;
    });
    const found = made ? 'same' : await there();
    if (found === 'same') return made;
    if (found === 'none')
      throw new TargetError('Raced', `the store says that '${file}' is there, and has none: it is tried again`, { recoverable: true });
    throw new TargetError('EvidenceConflict', `'${file}' is in the vault already, with other content; evidence is never overwritten`);
  };

  return {
    create,
    has: async (file) => (await bucket.read(at(file), Number.MAX_SAFE_INTEGER, () => undefined).catch(absent)) !== null,
    async read(file, limit) {
      const pieces: Uint8Array[] = [];
      const size = await bucket.read(at(file), limit, (piece) => pieces.push(piece)).catch(absent);
      return size === null ? null : Buffer.concat(pieces);
    },
    async hashes(files) {
      return inBatches(files, 8, async (file) => {
        const hash = createHash('sha256');
        await bucket.read(at(file), Number.MAX_SAFE_INTEGER, (piece) => hash.update(piece));
        return hash.digest('hex');
      });
    },
    list: (folder) => bucket.list(folder === undefined ? incident : at(folder)),
    async replace(file, bytes, allowed) {
      // No write here is anything but create-only: what was derived before is taken away first.
      await allowed();
      try {
        await create(file, bytes);
      } catch (error) {
        if (!isTargetError(error, 'EvidenceConflict')) throw error;
        await allowed();
        await bucket.remove(at(file));
        await create(file, bytes);
      }
    },
    remove: (file) => bucket.remove(at(file)),
    async removeFolder(folder) {
      await inBatches(await bucket.list(at(folder)), 16, (file) => bucket.remove(`${at(folder)}/${file}`));
    },
    async keepOnly(files) {
      const strangers = (await bucket.list(incident)).filter((file) => !files.has(file));
      await inBatches(strangers, 16, (file) => bucket.remove(at(file)));
    },
  };
}

type Found = 'same' | 'other' | 'none';

/** Whether an object has this size and hash. */
async function compared(bucket: S3Bucket, path: string, { size, hash }: { readonly size: number; readonly hash: string }): Promise<Found> {
  const there = createHash('sha256');
  try {
    const isAsLong = (await bucket.read(path, size, (piece) => there.update(piece))) === size;
    return isAsLong && there.digest('hex') === hash ? 'same' : 'other';
  } catch (error) {
    if (isTargetError(error, 'TooLarge')) return 'other';
    if (isTargetError(error, 'NotFound')) return 'none';
    throw error;
  }
}

/** Whether a write may have taken effect all the same, or been broken off because the object is there. */
const isUnknown = (error: unknown): boolean => error instanceof TargetError && ['Unreachable', 'TimedOut', 'Raced'].includes(error.code);

function absent(error: unknown): null {
  if (isTargetError(error, 'NotFound')) return null;
  throw error;
}
