import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ToMend } from './to-mend.ts';

/** A secret cannot be had. The message names the reference, never the value. */
export class SecretError extends ToMend {
  override readonly name = 'SecretError';
}

/**
 * The value that `env:NAME` or `file:path` names, without the white space around it. A relative path is relative to `folder`.
 * Throws a SecretError when there is none, when it is empty, and for what is not a reference.
 */
export function secretOf(reference: string, folder: string, environment: NodeJS.ProcessEnv = process.env): string {
  if (reference.startsWith('env:')) return fromEnvironment(reference.slice('env:'.length), environment);
  if (reference.startsWith('file:')) return fromFile(resolve(folder, reference.slice('file:'.length)));
  // Not printed: somebody may have written the secret itself here.
  throw new SecretError('the value given is no secret reference', 'name a secret as env:NAME or file:path, never write it down');
}

function fromEnvironment(name: string, environment: NodeJS.ProcessEnv): string {
  const value = environment[name]?.trim();
  if (!value)
    throw new SecretError(`env:${name} is ${value === undefined ? 'not set' : 'empty'}`, `set ${name} in the environment of holdfast`);
  return value;
}

function fromFile(file: string): string {
  const value = contentOf(file).trim();
  if (!value) throw new SecretError(`file:${file} is empty`, 'write the secret into it');
  return value;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new SecretError(`file:${file} cannot be read (${code})`, 'create it, readable only by the user that runs holdfast', { cause });
  }
}
