import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrivateKey } from 'node:crypto';
import { takeSnapshot } from '../../activities/snapshot.ts';
import { pointerPayloadType, seal } from '../../contracts/envelope.ts';
import { newSealingKey } from '../../contracts/evidence/sealing-key.ts';
import { evidenceItems } from '../../domain/evidence-items.ts';
import { recordOf } from '../../domain/record.ts';
import type { PackOrigin, Publisher, Received } from '../../targets/targets.ts';
import { fileSystemVault } from '../../targets/vault/file-system-vault.ts';
import { channel, indexKey, pack, pointer } from '../../test/targets/support/pack-store.ts';

const itemBytes = 4_096;
const received = <T>(value: T): Received<T> => ({ value, origin: 'bench', at: 0 });
const item = Buffer.alloc(itemBytes, 'x');

/** Milliseconds of one snapshot of ten items of 4 KiB, and of nothing but the fsyncs that durable files of it need. */
export interface Snapshots {
  snapshot(): Promise<number>;
  fsyncs(): Promise<number>;
}

/** In a fresh vault below `root`; what the platform says is in memory already. */
export async function snapshotsIn(root: string): Promise<Snapshots> {
  const path = join(root, 'vault');
  await mkdir(path, { recursive: true });
  const digest = `sha256:${'0'.repeat(64)}`;
  const key = createPrivateKey(newSealingKey().privatePem);
  const vault = fileSystemVault({
    path,
    recordOf,
    sealer: { key, instance: 'bench', product: { name: 'holdfast', version: '0.0.0' }, configuration: digest, code: digest },
  });
  const [absent, ...given] = evidenceItems;
  const publisher = {
    describe: () => Promise.resolve({ actions: [], evidence: [...given], absent: [{ item: absent, reason: 'none' }] }),
    evidence: () => Promise.resolve(received(item)),
  } as unknown as Publisher;
  const bytes = Buffer.from(JSON.stringify(seal(pointerPayloadType, pointer(1, pack('r1').release), [indexKey])).padEnd(itemBytes));
  const origin = {
    name: 'primary',
    pointer: () => Promise.resolve(received({ generation: 1, bytes })),
    manifest: () => Promise.resolve(received(item)),
  } as unknown as PackOrigin;
  let taken = 0;
  return {
    snapshot: async () => {
      const incident = `INC-${++taken}`;
      await vault.open(incident, 'run-1');
      const began = performance.now();
      const { items } = await takeSnapshot({ packs: { origins: [origin] }, publisher, vault }, incident, [channel]);
      const milliseconds = performance.now() - began;
      if (items.filter(({ digest: kept }) => kept !== null).length !== 10) throw new Error('the snapshot has not ten items');
      return milliseconds;
    },
    fsyncs: async () => {
      const folder = join(root, `bare-${taken}`, 'files', 'snapshot');
      await mkdir(folder, { recursive: true });
      const began = performance.now();
      await bareFsyncs(folder);
      return performance.now() - began;
    },
  };
}

/** Ten items and their list, each written and synced, and its folder synced; the three new folders of the way as well. */
async function bareFsyncs(folder: string): Promise<void> {
  const synced = async (path: string, flag: 'r' | 'wx'): Promise<void> => {
    const file = await open(path, flag);
    if (flag === 'wx') await file.writeFile(item);
    await file.sync();
    await file.close();
  };
  for (let made = 0; made < 3; made++) await synced(folder, 'r');
  for (let index = 0; index < 11; index++) {
    await synced(join(folder, `${index}`), 'wx');
    await synced(folder, 'r');
  }
}
