import { stat } from 'node:fs/promises';
import type { Check, CheckResult } from '../cli/dependencies.ts';
import type { Configuration } from '../contracts/configuration.ts';
import { keyHint } from '../contracts/evidence/bundle.ts';
import { sealingKey } from '../contracts/evidence/sealing-key.ts';
import { ToMend } from '../contracts/to-mend.ts';
import { missing, ok } from './probing.ts';
import { secretHere } from './secret-here.ts';

/** `doctor` on the key that seals evidence: that it is there, Ed25519, and nobody else's to read. Says the public half as auditors know it. */
export const evidenceKeyCheck = ({ evidence: { key } }: Pick<Configuration, 'evidence'>, command: string): Check => ({
  name: 'evidence key',
  check: async () => {
    try {
      const hint = keyHint(sealingKey(secretHere(key)));
      const open = await readableByAll(key);
      return open ?? ok(`Ed25519, from ${key}; SHA-256 of the public half ${hint}`);
    } catch (err) {
      const make = `make one with \`${command} keys new evidence.pem\``;
      if (err instanceof ToMend) return missing(err.what, `${err.fix}; where there is no key yet, ${make}: without it no worker starts`);
      // Not the error: it could repeat the key.
      return missing(`what ${key} has is not an Ed25519 key in PEM`, `${make}, and name it as evidence.key: without it no worker starts`);
    }
  },
});

/** Whoever can read it can seal what they like. Null when it is no file, or not so; Windows has no such modes. */
async function readableByAll(reference: string): Promise<CheckResult | null> {
  if (!reference.startsWith('file:') || process.platform === 'win32') return null;
  const file = reference.slice('file:'.length);
  const { mode } = await stat(file);
  if ((mode & 0o004) === 0) return null;
  const say = `everybody on this machine can read ${file} (mode ${(mode & 0o777).toString(8)}), and seal evidence with it`;
  return missing(say, `chmod 600 ${file}, or in a container give the secret such a mode; if others were here, make a new key`);
}
