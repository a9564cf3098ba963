import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TargetError } from '../../domain/target-error.ts';
import { fileError } from '../file-error.ts';

/** The highest versions that were ever trusted. */
export interface Versions {
  readonly root: number;
  readonly targets: number;
}

const kinds = ['root', 'targets'] as const;

/**
 * The versions seen, which lie in `folder` as empty files, `root-7` and `targets-12`: made durable and never replaced, so that of two workers
 * that write at once none takes back what the other saw. Null where nothing was seen. Throws a TargetError when the folder cannot be read.
 */
export async function versionsSeen(folder: string): Promise<Versions | null> {
  const files = await filesOf(folder);
  const root = highest(files, 'root');
  return root === 0 ? null : { root, targets: highest(files, 'targets') };
}

/** Notes in `folder` what is trusted now; only when that is durable it drops what it stands above. Throws a TargetError. */
export async function noteVersions(folder: string, now: Versions): Promise<void> {
  const files = await filesOf(folder);
  if (kinds.every((kind) => highest(files, kind) >= now[kind])) return;
  try {
    await makeFolder(folder);
    for (const kind of kinds) await synced(join(folder, `${kind}-${now[kind]}`), 'a');
    await synced(folder, 'r');
    const old = files.filter((file) => kinds.some((kind) => versionIn(file, kind) > 0 && versionIn(file, kind) < now[kind]));
    await Promise.all(old.map((file) => rm(join(folder, file), { force: true })));
  } catch (error) {
    throw trouble(error, folder);
  }
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw trouble(error, folder);
  }
}

const trouble = (error: unknown, folder: string): TargetError => fileError(error, `keeping what was seen of trust roots in ${folder}`);

const highest = (files: readonly string[], kind: 'root' | 'targets'): number => Math.max(0, ...files.map((file) => versionIn(file, kind)));

function versionIn(file: string, kind: 'root' | 'targets'): number {
  const [, version = '0'] = new RegExp(`^${kind}-(\\d{1,15})$`).exec(file) ?? [];
  return Number(version);
}

/** Makes the folder, and each above it that is missing durable in its parent. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await synced(dirname(made), 'r');
}

/** Makes durable what is at `path`; with `a` a file is made there first, if there is none. */
async function synced(path: string, flags: 'a' | 'r'): Promise<void> {
  const opened = await open(path, flags, 0o640);
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}
