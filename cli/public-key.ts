import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sealingPublicKey } from '../contracts/evidence/sealing-key.ts';
import { CommandFailed } from './failed.ts';

/** The public key in a file. Fails with what to do. */
export async function publicKeyIn(file: string): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch(() => {
    throw new CommandFailed(`cannot read ${file}: name the file of the public key, which ends in .pub.pem`);
  });
  try {
    return sealingPublicKey(pem);
  } catch (err) {
    throw new CommandFailed(`${file}: ${(err as Error).message}`);
  }
}
