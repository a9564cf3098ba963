import type { KeyObject } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../../domain/timeline.ts';
import { recordOf } from '../../../domain/record.ts';
import { fileSystemVault } from '../../../targets/vault/file-system-vault.ts';
import type { Sealer } from '../../../targets/vault/sealer.ts';
import { signedEntries, signedOpening } from './signed-entries.ts';
import { folder } from '../../targets/support/folder.ts';
import { publicKey, sealer, sealing } from '../../targets/support/sealer.ts';

const scope = { tenant: 'acme', environment: 'staging', kind: 'channel', name: 'au-nsw' } as const;

const entries: readonly Entry[] = [
  { seq: 1, at: 1000, kind: 'opened', runbook: 'bad-pack-rollback', scope, severity: 'SEV-1', by: 'alertmanager: BadPack', linkedTo: null },
  { seq: 2, at: 2000, kind: 'began', step: 'Hold activation', occasion: 1 },
  { seq: 3, at: 3000, kind: 'did', step: 'Hold activation', occasion: 1, result: null },
  { seq: 4, at: 4000, kind: 'ended', ending: 'handed-over', because: 'for a test' },
];

interface Given {
  readonly incidents?: readonly string[];
  readonly stamp?: Sealer['stamp'];
  /** Lines that people signed, instead of four plain ones. */
  readonly signed?: true;
  /** A private key that takes the place of the installation's while the incident runs: it seals all but the first checkpoint. */
  readonly next?: KeyObject;
}

export interface SealedFolders {
  readonly vault: string;
  readonly key: string;
  /** A fresh copy of an incident's folder, to be tampered with. */
  copyOf(incident: string): string;
}

/** A vault with sealed incidents, INC-ONE and INC-TWO unless others are named, each with two checkpoints. `stamp`: as a `Sealer` has it. */
export async function sealedFolders({ incidents = ['INC-ONE', 'INC-TWO'], stamp, signed, next }: Given = {}): Promise<SealedFolders> {
  const root = folder('file');
  const path = join(root, 'vault');
  mkdirSync(path);
  const key = join(root, 'evidence.pub.pem');
  writeFileSync(key, publicKey.export({ type: 'spki', format: 'pem' }));
  const vault = fileSystemVault({ path, recordOf, sealer: { ...sealer, ...(stamp && { stamp }) } });
  const later = next ? fileSystemVault({ path, recordOf, sealer: { ...sealer, key: next } }) : vault;
  const after = signed ? signedEntries : () => entries.slice(2);
  for (const incident of incidents) {
    await vault.open(incident, 'run-1');
    await vault.keep(incident, 'attachments/one.json', Buffer.from(`{"of":"${incident}"}`));
    await vault.append(incident, signed ? signedOpening : entries.slice(0, 2));
    const rest = after(incident, await vault.checkpoint(incident, 2));
    await vault.keep(incident, 'receipts/two.json', Buffer.from('{"two":2}'));
    await vault.append(incident, rest);
    await later.checkpoint(incident, rest.at(-1)!.seq);
    await later.seal(incident, sealing(rest.at(-1)!.seq));
  }
  let copies = 0;
  const copyOf = (incident: string): string => {
    const copy = join(root, `copy-${++copies}`, incident);
    cpSync(join(path, incident), copy, { recursive: true });
    return copy;
  };
  return { vault: path, key, copyOf };
}
