import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newKeyPair } from '../../contracts/sshsig.ts';
import type { Home } from './home.ts';

/** The people of an embedded run. */
export const demoPeople = [
  { name: 'Ana', roles: ['on-call'] },
  { name: 'Ivo', roles: ['incident-commander'] },
  { name: 'Dee', roles: ['duty-manager'] },
] as const;

/** Each with an SSH key in the home's `keys/`, made at the first run and kept. */
export function peopleWithKeys({
  keys,
}: Home): readonly { readonly name: string; readonly roles: readonly string[]; readonly keys: readonly string[] }[] {
  return demoPeople.map((person) => {
    const file = join(keys, person.name.toLowerCase());
    if (!existsSync(file)) {
      const { privateKey, publicKey } = newKeyPair(person.name.toLowerCase());
      writeFileSync(`${file}.pub`, `${publicKey}\n`);
      writeFileSync(file, privateKey, { mode: 0o600 });
    }
    return { ...person, keys: [readFileSync(`${file}.pub`, 'utf8').trim()] };
  });
}
