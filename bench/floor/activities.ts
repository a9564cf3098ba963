import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { now } from '../measured/now.ts';

export interface FloorActivities {
  snapshot(folder: string): Promise<void>;
  rollBack(folder: string): Promise<void>;
  /** Answers when it had read, in epoch milliseconds. */
  readBack(folder: string): Promise<number>;
}

const evidence = Buffer.alloc(4096, 'evidence ');
const pointer = Buffer.from(JSON.stringify({ generation: 7, current: { release_id: '2026.05' } }));

/** Two durable writes and a read on the file system: no HTTP, no checks, no second opinion. */
export const floorActivities: FloorActivities = {
  async snapshot(folder) {
    await mkdir(folder);
    await durably(join(folder, 'snapshot.json'), evidence);
  },
  rollBack: (folder) => durably(join(folder, 'pointer.json'), pointer),
  async readBack(folder) {
    const read = await readFile(join(folder, 'pointer.json'));
    if (!read.equals(pointer)) throw new Error('the pointer that was read is not the one that was written');
    return now();
  },
};

async function durably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
