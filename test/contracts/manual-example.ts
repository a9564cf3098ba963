import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from '@jest/globals';
import { ConfigurationError } from '../../contracts/configuration-error.ts';
import { readConfiguration } from '../../contracts/read-configuration.ts';

const manual = readFileSync(resolve(__dirname, '../../docs/configuration.md'), 'utf8');
const example = /```yaml\n([\s\S]*?)```/.exec(manual)?.[1] ?? '';

export type Replacement = readonly [from: string, to: string];

/** The manual's example with these pieces replaced, as a file of `folder`. */
export function written(folder: string, ...changes: readonly Replacement[]): string {
  for (const [from] of changes) expect(example).toContain(from);
  const file = join(folder, 'holdfast.yaml');
  writeFileSync(
    file,
    changes.reduce((text, [from, to]) => text.replace(from, () => to), example),
  );
  return file;
}

/** `line path: message` of every problem of the manual's example with these pieces replaced, read as a file of `folder`. */
export const problemsOf = (folder: string, ...changes: readonly Replacement[]): readonly string[] => problemsWith({}, folder, ...changes);

/** The same, where runbooks ask roles. */
export function problemsWith(
  rolesUsed: Readonly<Record<string, readonly string[]>>,
  folder: string,
  ...changes: readonly Replacement[]
): readonly string[] {
  const file = written(folder, ...changes);
  try {
    readConfiguration(file, rolesUsed);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);
    throw error;
  }
  return [];
}

/** The line of the manual's example that a piece of it is on, from 1. */
export const lineOf = (piece: string): number => example.slice(0, example.indexOf(piece)).split('\n').length;
