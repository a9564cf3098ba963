import { randomUUID } from 'node:crypto';
import { sha256 } from '../../contracts/digest.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { placeText } from './s3-place.ts';

/** Nothing else is ever kept below it: no incident's name begins with a dot. */
const reserved = '.holdfast-canary';

/**
 * Has the store show that it keeps what Holdfast relies on: an object is created once, the second write is refused and changes nothing, it
 * can be read back, is listed at once, and can be taken away; and that the bucket has object lock where the configuration wants that. Throws
 * Unsupported where it does not; else what the store throws.
 */
export async function mustHonour(bucket: S3Bucket): Promise<void> {
  const { place } = bucket;
  if (place.objectLock !== undefined && !(await bucket.hasObjectLock()))
    throw unsupported(
      `${placeText(place)} has no object lock, and object_lock is configured: make a bucket with object lock, which can only be had when it is made, or take object_lock out`,
    );
  const path = `${reserved}/${randomUUID()}`;
  const [first, second] = ['first', 'second'].map((text) => Buffer.from(`${text} ${path}\n`)) as [Buffer, Buffer];
  if (!(await bucket.create(path, first, sha256(first))))
    throw unsupported(`${placeText(place)} refuses to create an object under a name that nothing has`);
  if (await bucket.create(path, second, sha256(second)))
    throw unsupported(
      `${placeText(place)} let an object be overwritten: it does not honour 'If-None-Match: *', so evidence would not be safe in it; use a store that does`,
    );
  const there: Uint8Array[] = [];
  await bucket.read(path, 1_024, (piece) => there.push(piece));
  if (!Buffer.concat(there).equals(first))
    throw unsupported(
      `${placeText(place)} answered a refused write and carried it out: evidence would not be safe in it; use another store`,
    );
  if (!(await bucket.list(reserved)).includes(path.slice(reserved.length + 1)))
    throw unsupported(
      `${placeText(place)} does not list an object that was just written: a seal could leave out evidence; use a store whose listings are current`,
    );
  await bucket.remove(path);
}

const unsupported = (message: string): TargetError => new TargetError('Unsupported', message);
