import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { incident } from '../contract/vault-at-hand.ts';
import { folder } from './folder.ts';

export const recordOf = (id: string, lines: readonly unknown[]): object => ({ incident: id, lines: lines.length });

/** Places for a vault and a spool, and what is in them. */
export function vaultFolder(): {
  readonly path: string;
  readonly spool: string;
  readonly read: (file: string) => string;
  readonly files: () => readonly string[];
} {
  const root = folder();
  const path = join(root, 'vault');
  mkdirSync(path);
  return {
    path,
    spool: join(root, 'spool'),
    read: (file) => readFileSync(join(path, incident, file), 'utf8'),
    files: () => filesIn(join(path, incident)),
  };
}

/** Every file below a folder, sorted. */
export const filesIn = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)))
    .sort();
