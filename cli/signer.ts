import type { KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPrivateKey } from '../contracts/sshsig.ts';
import { homeOf, type Dependencies } from './dependencies.ts';
import { CommandFailed, usage } from './failed.ts';

export interface SigningOptions {
  /** A demo person of an embedded run. */
  readonly as?: string;
  /** A private key's file. */
  readonly key?: string;
}

/** The private key that `--key FILE` or `--as NAME` names. Fails with what to do: 2 when neither is given, 1 when it cannot be used. */
export async function signerKey({ as, key }: SigningOptions, dependencies: Pick<Dependencies, 'env'>): Promise<KeyObject> {
  if (key !== undefined) return readKey(key, `cannot read the key ${key}: name your private key's file`);
  if (as === undefined) throw usage('say who you are: --key FILE with your SSH private key, or --as NAME for a person of the demo');
  const folder = join(homeOf(dependencies), 'keys');
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(as)) throw usage(`'${as}' is not a person's name`);
  const path = join(folder, as.toLowerCase());
  return readKey(path, `there is no key for ${as} at ${path}: ${await known(folder)}`);
}

async function readKey(path: string, missing: string): Promise<KeyObject> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new CommandFailed(missing); // whatever the reason, the message names the path and the way out
  }
  try {
    return readPrivateKey(text);
  } catch (err) {
    throw new CommandFailed(`${path}: ${(err as Error).message}`);
  }
}

/** Who has a key there, for a person who mistyped. */
async function known(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const people = names.filter((name) => !name.includes('.'));
  return people.length > 0 ? `there are keys for ${people.join(', ')}` : 'use --key FILE with your SSH private key';
}
