import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { say } from './say.mjs';

/**
 * Does the work while no other process on this machine does it under the same lock file; waits for one that does.
 * A lock whose owner is gone, or that is older than a quarter of an hour (its owner's number may be another's by now), is taken over.
 * @template T
 * @param {string} lock path of the lock file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(lock, work) {
  mkdirSync(dirname(lock), { recursive: true });
  const mine = `${lock}.${randomUUID()}`;
  writeFileSync(mine, String(process.pid));
  try {
    let waiting = false;
    while (!taken(mine, lock)) {
      const owner = ownerOf(lock);
      if (owner !== undefined && (!isAlive(owner) || isOld(lock))) rmSync(lock, { force: true });
      else {
        if (!waiting) say(`process ${owner ?? '?'} is setting up already; waiting for it`);
        waiting = true;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
    try {
      return await work();
    } finally {
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** @param {string} mine @param {string} lock */
function taken(mine, lock) {
  try {
    linkSync(mine, lock); // appears whole, with its owner, or not at all
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} lock @returns {number | undefined} undefined when it has just been given back */
function ownerOf(lock) {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} lock */
function isOld(lock) {
  const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - made > 900_000;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
