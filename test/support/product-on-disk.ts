import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startBehindDoor, type BehindDoor } from './behind-door.ts';
import { smallDisk, type SmallDisk } from './small-disk.ts';

/** A product whose vault is on a small disk of its own. */
export interface ProductOnDisk {
  readonly behind: BehindDoor;
  readonly disk: SmallDisk;
  readonly vault: string;
  stop(): Promise<void>;
}

/** Starts it; `withSpool`: that is on the same disk. */
export async function startOnDisk({ withSpool }: { readonly withSpool: boolean }): Promise<ProductOnDisk> {
  const behind = await startBehindDoor();
  const home = dirname(behind.product.vault);
  const mountPoint = join(home, 'disk');
  const disk = smallDisk(mountPoint, join(home, 'aside'));
  const vault = join(mountPoint, 'vault'); // below the mount point, so that it is not there while the disk is not
  mkdirSync(vault);
  const configuration = join(home, 'holdfast.yaml');
  const text = readFileSync(configuration, 'utf8').replaceAll(behind.product.vault, vault);
  writeFileSync(configuration, withSpool ? text.replaceAll(join(home, 'spool'), join(mountPoint, 'spool')) : text);
  await behind.product.serve();
  return {
    behind,
    disk,
    vault,
    stop: async () => {
      disk.remove(); // lazily: what is open there stays usable until its process ends
      await behind.stop();
    },
  };
}
