import type { Metadata, Root, Targets } from '@tufjs/models';
import { isTargetError, TargetError } from '../../domain/target-error.ts';
import { readMetadata, type Read } from './metadata-file.ts';
import { keysOf } from './role-keys.ts';

/** TUF 5.3.3 bounds how many roots are followed in one go. */
const mostRoots = 256;

/**
 * From the pinned root, every next one in turn (TUF 1.0 section 5.3): version exactly one higher, signed by enough keys of the one before
 * and of its own. Only the last may not be expired. NotTrusted when any of it does not hold.
 */
export async function rootInForce(pinned: Read<Root>, metadata: string, folder: string, now: number): Promise<Read<Root>> {
  let current = pinned;
  mustSign(current.metadata, 'root', current.metadata, `the pinned root of ${folder}`);
  for (let count = 0; count < mostRoots; count += 1) {
    const next = await following(current, metadata, folder);
    if (next === null) return unexpired(current, `root ${current.metadata.signed.version} of ${folder}`, now);
    current = next;
  }
  throw new TargetError('NotTrusted', `${folder} has more than ${mostRoots} roots after the pinned one: pin a newer root`);
}

async function following(current: Read<Root>, metadata: string, folder: string): Promise<Read<Root> | null> {
  const version = current.metadata.signed.version + 1;
  const next = await readMetadata(metadata, folder, `${version}.root.json`, 'root').catch((error: unknown) => {
    if (isTargetError(error, 'NotFound')) return null;
    throw error;
  });
  if (next === null) return null;
  const what = `root ${version} of ${folder}`;
  if (next.metadata.signed.version !== version) {
    throw new TargetError(
      'NotTrusted',
      `${what} says that it is version ${next.metadata.signed.version}: a rollback, or a file in the wrong place`,
    );
  }
  mustSign(current.metadata, 'root', next.metadata, `${what}, by the keys of root ${version - 1},`);
  mustSign(next.metadata, 'root', next.metadata, `${what}, by its own keys,`);
  return next;
}

/** Throws NotTrusted unless enough different keys that `root` names for `role` signed `signed`. */
export function mustSign(root: Metadata<Root>, role: 'root' | 'targets', signed: Metadata<Root> | Metadata<Targets>, what: string): void {
  const { keyIDs = [], threshold = 0 } = root.signed.roles[role] ?? {};
  keysOf(keyIDs, root.signed.keys, threshold, what);
  try {
    root.verifyDelegate(role, signed);
  } catch (cause) {
    throw new TargetError(
      'NotTrusted',
      `${what} is not signed by enough of the trusted keys: ${cause instanceof Error ? cause.message : ''}`,
      { cause },
    );
  }
}

/** Throws NotTrusted when the metadata has expired at `now`, epoch milliseconds. */
export function unexpired<R extends Read<Root> | Read<Targets>>(read: R, what: string, now: number): R {
  const { signed } = read.metadata;
  if (signed.isExpired(new Date(now))) throw new TargetError('NotTrusted', `${what} expired at ${signed.expires}: publish a newer one`);
  return read;
}
