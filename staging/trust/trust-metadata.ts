import { sign } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Metadata, Root, Signature, Targets } from '@tufjs/models';
import { hours } from '../../domain/time.ts';
import type { KeyRing, Signer } from './key-ring.ts';

/** What a delegated role of a channel may sign: its index (the pointer), or its packs' manifests. */
export const indexRole = (channel: string): string => `index:${channel}`;
export const manifestRole = (channel: string): string => `manifest:${channel}`;

const year = hours(24 * 365);

/**
 * Writes a tenant's trust roots as TUF metadata, unless they are there: `<metadata>/1.root.json`, `<metadata>/targets.json` (signed by
 * the root's targets role; one delegation a channel for its index and one for its manifests), and the root again under `pinned`.
 */
export function writeTrustMetadata(ring: KeyRing, channels: readonly string[], metadata: string, pinned: string): void {
  if (existsSync(join(pinned, 'root.json'))) return;
  const expires = `${new Date(Date.now() + year).toISOString().slice(0, 19)}Z`;
  const root = new Metadata(rootOf(ring, expires));
  root.sign(signedWith(ring.signer('root')));
  const targets = new Metadata(Targets.fromJSON(targetsOf(ring, channels, expires)));
  targets.sign(signedWith(ring.signer('targets')));
  const write = (folder: string, file: string, value: { toJSON(): unknown }): void => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify(value.toJSON(), null, 2));
  };
  write(metadata, '1.root.json', root);
  write(metadata, 'targets.json', targets);
  write(pinned, 'root.json', root);
}

function rootOf(ring: KeyRing, expires: string): Root {
  const root = new Root({ specVersion: '1.0.31', version: 1, expires, consistentSnapshot: false });
  root.addKey(ring.signer('root').tuf, 'root');
  // A small repository: the targets key also stands for snapshot and timestamp, which TUF wants named.
  for (const role of ['targets', 'snapshot', 'timestamp']) root.addKey(ring.signer('targets').tuf, role);
  return root;
}

function targetsOf(ring: KeyRing, channels: readonly string[], expires: string): Parameters<typeof Targets.fromJSON>[0] {
  const roles = channels.flatMap((channel) => [
    { name: indexRole(channel), paths: [`${channel}/pointer/*`] },
    { name: manifestRole(channel), paths: [`${channel}/packs/*/runtime-pack-manifest.json`] },
  ]);
  const keys = roles.map(({ name }) => ring.signer(name).tuf);
  const delegations = {
    keys: Object.fromEntries(keys.map((key) => [key.keyID, key.toJSON()])),
    roles: roles.map((role) => ({ ...role, keyids: [ring.signer(role.name).keyid], threshold: 1, terminating: true })),
  };
  return { _type: 'targets', spec_version: '1.0.31', version: 1, expires, targets: {}, delegations };
}

const signedWith =
  ({ keyid, privateKey }: Signer) =>
  (data: Buffer): Signature =>
    new Signature({ keyID: keyid, sig: sign(null, data, privateKey).toString('hex') });
