import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from '@jest/globals';
import type { Configuration } from '../../contracts/configuration.ts';
import { ConfigurationError, type ConfigurationProblem } from '../../contracts/configuration-error.ts';
import { readConfiguration } from '../../contracts/read-configuration.ts';

type Roles = Readonly<Record<string, readonly string[]>>;

export const manual = readFileSync(resolve(__dirname, '../../docs/configuration.md'), 'utf8');
/** The configuration that the manual shows. */
export const example = /```yaml\n([\s\S]*?)```/.exec(manual)?.[1] ?? '';

export type Replacement = readonly [from: string, to: string];

/** The manual's example with its first piece like this replaced. */
export function changed(from: string, to: string): string {
  expect(example).toContain(from);
  return example.replace(from, to);
}

/** Reads a text as a file of `folder`, where runbooks ask these roles. */
export function readText(folder: string, text: string, rolesUsed: Roles = {}): Configuration {
  const file = join(folder, 'holdfast.yaml');
  writeFileSync(file, text);
  return readConfiguration(file, rolesUsed);
}

/** `line:column path: message` of every problem of a text. */
export const problemsOfText = (folder: string, text: string, rolesUsed: Roles = {}): readonly string[] =>
  problemsIn(() => readText(folder, text, rolesUsed)).map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);

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
export function problemsWith(rolesUsed: Roles, folder: string, ...changes: readonly Replacement[]): readonly string[] {
  const file = written(folder, ...changes);
  return problemsIn(() => readConfiguration(file, rolesUsed)).map(({ line, path, message }) => `${line} ${path}: ${message}`);
}

function problemsIn(read: () => unknown): readonly ConfigurationProblem[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

/** The line of the manual's example that a piece of it is on, from 1. */
export const lineOf = (piece: string): number => example.slice(0, example.indexOf(piece)).split('\n').length;
