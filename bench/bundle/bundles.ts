import { randomFillSync } from 'node:crypto';
import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newSealingKey } from '../../contracts/evidence/sealing-key.ts';
import type { Entry } from '../../domain/timeline.ts';
import { mebibyte } from './mebibyte.ts';

/** How large a bundle is: so many files of so many bytes each. */
export interface Shape {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
}

const scope = { tenant: 'acme', environment: 'staging', kind: 'channel', name: 'au-nsw' } as const;

/** What every bundle here has on its timeline: it is the files that count. */
export const timeline: readonly Entry[] = [
  { seq: 1, at: 1000, kind: 'opened', runbook: 'bad-pack-rollback', scope, severity: 'SEV-1', by: 'alertmanager: BadPack', linkedTo: null },
  { seq: 2, at: 4000, kind: 'ended', ending: 'handed-over', because: 'for a measurement' },
];

/** Bundles of one shape that are still to be sealed, in a vault of their own. */
export interface Bundles {
  readonly vault: string;
  /** The files whose bytes count, as openssl is to read them. */
  readonly paths: readonly string[];
  /** Prepares one more incident with the same files, as links: a bundle is sealed once, and the disk need not hold each. */
  next(): string;
}

/** The folder for all of it, with the key that seals. */
export function prepared(root: string): { readonly privateKey: string; readonly publicKey: string } {
  const { privatePem, publicPem } = newSealingKey();
  const [privateKey, publicKey] = [join(root, 'evidence.pem'), join(root, 'evidence.pub.pem')];
  writeFileSync(privateKey, privatePem);
  writeFileSync(publicKey, publicPem);
  return { privateKey, publicKey };
}

/** Writes random bytes below `root`, once. */
export function bundlesOf(root: string, { name, files, bytes }: Shape): Bundles {
  const [source, vault] = [join(root, name, 'source'), join(root, name, 'vault')];
  mkdirSync(vault, { recursive: true });
  const paths = Array.from({ length: files }, (_, index) => join(source, `${index % 100}`, `${index}.bin`));
  const piece = Buffer.alloc(Math.min(bytes, mebibyte));
  for (const path of paths) {
    mkdirSync(dirname(path), { recursive: true });
    for (let size = 0; size < bytes; size += piece.length) writeFileSync(path, randomFillSync(piece), { flag: 'a' });
  }
  let made = 0;
  const next = (): string => {
    const incident = `INC-${++made}`;
    for (const path of paths) {
      const link = join(vault, incident, 'files', path.slice(source.length + 1));
      mkdirSync(dirname(link), { recursive: true });
      linkSync(path, link);
    }
    writeFileSync(join(vault, incident, 'run.json'), `{"incident":"${incident}","run":"run-1"}\n`);
    return incident;
  };
  return { vault, paths, next };
}
