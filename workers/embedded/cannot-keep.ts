import { statfsSync } from 'node:fs';

/** Less than this and Temporal's database, the logs and the vault cannot be written. */
const leastRoom = 256 * 1024;

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is on a disk that can only be read',
  ENOSPC: 'its disk is full: make room',
  ENOTDIR: 'a file is in the way',
  EEXIST: 'a file is in the way',
};

/** Why an embedded run cannot keep anything in `folder`, and what to do; any other error as it is. */
export function cannotKeep(error: unknown, folder: string): unknown {
  const { code = '' } = error as { readonly code?: string };
  const known = reasons[code] ?? (isFull(folder) ? reasons['ENOSPC'] : undefined);
  if (!known) return error;
  return new Error(`cannot keep anything in ${folder}: ${known}, or set HOLDFAST_HOME to another folder`, { cause: error });
}

/** Whether the folder's disk has no room left. A disk that does not say counts as one that has. */
function isFull(folder: string): boolean {
  try {
    const { bavail, bsize, blocks } = statfsSync(folder);
    return blocks > 0 && bavail * bsize < leastRoom;
  } catch {
    return false; // the folder itself is not there: another error says so
  }
}
