import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A small disk of its own, at a mount point, that can fill up, turn read-only and go. */
export interface SmallDisk {
  /** Not a byte fits any more. */
  fills(): void;
  hasRoomAgain(): void;
  turnsReadOnly(): void;
  isWritableAgain(): void;
  /** Unmounted: its mount point is an empty folder on another disk. What is on it stays. */
  goes(): void;
  isBack(): void;
  remove(): void;
}

/** Whether this user may mount; where not, tests with disks cannot run. */
export const mayMount = (): boolean => {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not root, or in a container that forbids it
  }
};

/** Mounts a disk of two megabytes at `mountPoint`, which is made. `aside` is a path for its back door. */
export function smallDisk(mountPoint: string, aside: string): SmallDisk {
  const mount = (...args: string[]): void => void execFileSync('mount', args);
  const unmount = (at: string): void => void execFileSync('umount', ['--lazy', at]);
  mkdirSync(mountPoint, { recursive: true });
  mkdirSync(aside, { recursive: true });
  mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', aside);
  let isThere = false;
  const isBack = (): void => {
    mount('--bind', aside, mountPoint);
    isThere = true;
  };
  const goes = (): void => {
    if (isThere) unmount(mountPoint);
    isThere = false;
  };
  isBack();
  const ballast = join(aside, 'ballast');
  return {
    fills: () => {
      for (let size = 2_097_152; size >= 1; size = Math.floor(size / 2)) {
        for (;;) {
          try {
            writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' });
          } catch {
            break; // no room for this much: try less
          }
        }
      }
    },
    hasRoomAgain: () => rmSync(ballast),
    turnsReadOnly: () => mount('-o', 'remount,bind,ro', mountPoint),
    isWritableAgain: () => mount('-o', 'remount,bind,rw', mountPoint),
    goes,
    isBack,
    remove: () => {
      goes();
      unmount(aside);
    },
  };
}
