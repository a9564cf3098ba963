import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './run-program.mjs';

/** @typedef {import('./tools.mjs').Tool} Tool */
/** @typedef {{ tool: Tool, path: string, from: string }} Found */

/** Where fetched programs are kept: beside the checkout's other state, shared by all runs; HOLDFAST_CACHE moves it. @param {NodeJS.ProcessEnv} [env] */
export function cacheFolder(env = process.env) {
  return resolve(env['HOLDFAST_CACHE'] || fileURLToPath(new URL('../../.holdfast/bin', import.meta.url)));
}

/**
 * Looks for a program on this machine: its own variable, then PATH, then the cache.
 * @param {Tool} tool
 * @param {{ env?: NodeJS.ProcessEnv, cache?: string }} [where]
 * @returns {Promise<{ found?: Found, tried: string[] }>} what was found, else where it was not, one line each
 * @throws when the variable names something that does not run: who sets it wants that one and no other
 */
export async function findTool(tool, { env = process.env, cache = cacheFolder(env) } = {}) {
  const named = env[tool.variable];
  if (named) {
    const path = resolve(named);
    if (await doesRun(tool, path)) return { found: { tool, path, from: tool.variable }, tried: [] };
    throw new Error(
      `${tool.variable} names ${path}, which is not a ${tool.title} that runs here. Mend it, or unset it to have one fetched.`,
    );
  }
  const tried = [`${tool.variable}: not set`];
  for (const path of onPath(tool, env)) {
    if (await doesRun(tool, path)) return { found: { tool, path, from: 'PATH' }, tried: [] };
    tried.push(`PATH: ${path} does not run`);
  }
  if (tried.length === 1) tried.push(`PATH: no ${tool.name} there`);
  const path = join(cache, fileName(tool));
  if (isExecutable(path)) return { found: { tool, path, from: 'cache' }, tried: [] };
  return { tried: [...tried, `cache: nothing at ${path}`] };
}

/** @param {Tool} tool */
export function fileName(tool) {
  return process.platform === 'win32' ? `${tool.name}.exe` : tool.name;
}

/** Whether the file is that program and runs on this machine. @param {Tool} tool @param {string} path */
export async function doesRun(tool, path) {
  if (!isExecutable(path)) return false;
  const { output } = await runProgram(path, ['--version'], { timeout: 20_000 });
  return tool.proof.test(output);
}

/** @param {Tool} tool @param {NodeJS.ProcessEnv} env */
function onPath(tool, env) {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, fileName(tool))).filter(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
