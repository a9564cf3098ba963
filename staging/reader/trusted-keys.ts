import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Metadata, MetadataKind, type Targets } from '@tufjs/models';

/** The keys that may sign in one tenant's environment, by role, as the trust roots name them. */
export interface TrustedKeys {
  signersOf(role: string): { readonly keys: ReadonlyMap<string, KeyObject>; readonly threshold: number };
}

type Json = Parameters<typeof Targets.fromJSON>[0];

// How a bare Ed25519 key becomes an SPKI, RFC 8410.
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Reads and checks the trust roots from the pinned root on. Throws when they do not hold: nothing is activated then (KOA-P1). */
export async function trustedKeys(metadata: string, pinned: string): Promise<TrustedKeys> {
  const root = Metadata.fromJSON(MetadataKind.Root, await json(join(pinned, 'root.json')));
  root.verifyDelegate('root', root);
  const targets = Metadata.fromJSON(MetadataKind.Targets, await json(join(metadata, 'targets.json')));
  root.verifyDelegate('targets', targets);
  if (root.signed.isExpired() || targets.signed.isExpired()) throw new Error(`the trust roots in ${metadata} have expired`);
  const { delegations } = targets.signed;
  return {
    signersOf: (role) => {
      const delegated = delegations?.roles?.[role];
      if (!delegations || !delegated) throw new Error(`the trust roots name no role ${role}`);
      const keys = delegated.keyIDs.flatMap((keyid) => {
        const key = delegations.keys[keyid];
        return key === undefined ? [] : [[keyid, publicKey(key.keyVal.public ?? '')] as const];
      });
      return { keys: new Map(keys), threshold: delegated.threshold };
    },
  };
}

const publicKey = (hex: string): KeyObject =>
  createPublicKey({ key: Buffer.concat([spkiPrefix, Buffer.from(hex, 'hex')]), format: 'der', type: 'spki' });

const json = async (path: string): Promise<Json> => JSON.parse(await readFile(path, 'utf8')) as Json;
