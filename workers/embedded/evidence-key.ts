import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSealingKey } from '../../contracts/evidence/sealing-key.ts';
import type { Home } from './home.ts';

/** Where the public key of an embedded run is. */
export const evidencePublicKey = ({ keys }: Pick<Home, 'keys'>): string => join(keys, 'evidence.pub.pem');

/** The key that seals what an embedded run leaves, made at the first run and kept. Answers the private key's file. */
export function evidenceKey(home: Pick<Home, 'keys'>): string {
  const file = join(home.keys, 'evidence.pem');
  if (existsSync(file)) return file;
  const { privatePem, publicPem } = newSealingKey();
  writeFileSync(evidencePublicKey(home), publicPem);
  writeFileSync(file, privatePem, { mode: 0o600 });
  return file;
}
