import { mkdirSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../contracts/digest.ts';
import type { Channel } from '../../domain/scope.ts';
import type { AuditEntry } from './audit-log.ts';

/** What a channel is about to do, kept before the pointer is written: a crash in between leaves a change that can still be told. */
export interface Intent extends AuditEntry {
  /** SHA-256 of the pointer that will carry it. */
  readonly pointer_sha256: string;
}

/** One intent a channel at most, since its changes are serialised. */
export interface Intents {
  note(channel: Channel, entry: AuditEntry, pointer: Uint8Array): Promise<void>;
  last(channel: Channel): Promise<Intent | null>;
}

/** Intents as files in `folder`, replaced in one piece and fsynced. */
export function intentsIn(folder: string): Intents {
  mkdirSync(folder, { recursive: true });
  const path = ({ tenant, environment, name }: Channel): string => join(folder, `${tenant}~${environment}~${name}.json`);
  return {
    note: async (channel, entry, pointer) => {
      const file = await open(`${path(channel)}.new`, 'w');
      try {
        await file.writeFile(JSON.stringify({ ...entry, pointer_sha256: sha256(pointer) }));
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(`${path(channel)}.new`, path(channel));
    },
    last: async (channel) => {
      const text = await readFile(path(channel), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      return text === null ? null : (JSON.parse(text) as Intent);
    },
  };
}
