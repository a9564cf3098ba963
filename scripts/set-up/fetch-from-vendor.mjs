import { createWriteStream } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runProgram } from './run-program.mjs';
import { pinned } from './tools.mjs';

/**
 * Fetches a program from where its maker publishes it, the way Temporal's own SDKs do.
 * @param {import('./tools.mjs').Tool} tool
 * @param {string} folder an empty folder to work in
 * @param {string} [site]
 * @returns {Promise<string>} path of the program inside the folder
 * @throws when it cannot be had; at once or within seconds where the site cannot be reached
 */
export async function fetchFromVendor(tool, folder, site = 'https://temporal.download') {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const query = new URLSearchParams({ arch: process.arch === 'x64' ? 'amd64' : process.arch, platform, format: 'tar.gz' });
  const about = await get(`${site}/${tool.artifact}/v${pinned(tool).version}?${query}`, 5_000);
  const { archiveUrl, fileToExtract } = /** @type {{ archiveUrl?: string, fileToExtract?: string }} */ (await about.json());
  if (!archiveUrl || !fileToExtract) throw new Error('its answer names no archive');
  const archive = join(folder, 'archive.tar.gz');
  const { body } = await get(archiveUrl, 300_000);
  if (!body) throw new Error('its archive is empty');
  await pipeline(Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (body)), createWriteStream(archive));
  const unpacked = await runProgram('tar', ['-xf', archive, '-C', folder]);
  if (!unpacked.ok) throw new Error(`its archive does not unpack: ${unpacked.output.trim()}`);
  const path = join(folder, fileToExtract);
  await chmod(path, 0o755);
  return path;
}

/** @param {string} url @param {number} limit milliseconds for the whole exchange */
async function get(url, limit) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(limit) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return answer;
  } catch (error) {
    const { message, cause } = /** @type {Error & { cause?: NodeJS.ErrnoException }} */ (error);
    throw new Error(cause ? `${message}: ${cause.message || cause.code}` : message, { cause: error });
  }
}
