import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { envelopeSchema, type Envelope } from '../../contracts/envelope.ts';
import { numbersAmong } from '../../contracts/numbered-file.ts';
import { packFolder, pointerFile, pointerSchema, type Pointer } from '../../contracts/pack-format.ts';
import type { Channel } from '../../domain/scope.ts';
import { createOnly } from './create-only.ts';

/** One place where packs and pointers lie, in the pack store layout. Nothing in it is ever overwritten. */
export interface Origin {
  readonly name: string;
  readonly path: string;
  /** Where a file of a pack lies. */
  packFile(channel: Channel, artifact: string, file: string): string;
  /** False when the file was there already. */
  writePackFile(channel: Channel, artifact: string, file: string, bytes: Uint8Array): Promise<boolean>;
  /** False when that generation exists already: somebody else was faster. */
  writePointer(channel: Channel, generation: number, bytes: Uint8Array): Promise<boolean>;
  /** Every generation that exists, lowest first. */
  generations(channel: Channel): Promise<readonly number[]>;
  /** A generation's bytes as they lie there. */
  pointerBytes(channel: Channel, generation: number): Promise<Buffer>;
}

/** The origin in the folder `path`. */
export function originAt(name: string, path: string): Origin {
  const folder = ({ tenant, environment, name: channel }: Channel): string => join(path, tenant, environment, channel);
  const packFile = (channel: Channel, artifact: string, file: string): string => join(folder(channel), packFolder(artifact), file);
  const pointerPath = (channel: Channel, generation: number): string => join(folder(channel), pointerFile(generation));
  return {
    name,
    path,
    packFile,
    writePackFile: (channel, artifact, file, bytes) => createOnly(path, packFile(channel, artifact, file), bytes),
    writePointer: (channel, generation, bytes) => createOnly(path, pointerPath(channel, generation), bytes),
    generations: (channel) => generationsIn(join(folder(channel), 'pointer')),
    pointerBytes: (channel, generation) => readFile(pointerPath(channel, generation)),
  };
}

async function generationsIn(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return numbersAmong(names);
}

/** What a pointer's envelope says, without checking who signed it: for the platform's own bookkeeping. */
export function pointerIn(bytes: Uint8Array): Pointer {
  return pointerSchema.parse(payloadOf(envelopeSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))));
}

const payloadOf = ({ payload }: Envelope): unknown => JSON.parse(Buffer.from(payload, 'base64').toString('utf8'));
