#!/usr/bin/env node
// Makes what is missing, then runs a command with a Node that takes TypeScript. Needs Node 20.19 and a checkout, nothing else.
//   node scripts/run.mjs [--tests | --no-temporal | --temporal-if-possible] [FILE | PROGRAM, ARGUMENTS...]
// With no command it sets up everything, the test server too, and says what it uses.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dependencies } from './set-up/dependencies.mjs';
import { node } from './set-up/node.mjs';
import { obtainTool } from './set-up/obtain-tool.mjs';
import { say } from './set-up/say.mjs';
import { temporal, temporalTestServer } from './set-up/tools.mjs';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
const flag = args[0]?.startsWith('--') ? args.shift() : undefined;

try {
  const env = await setUp();
  if (args.length > 0) run(args, env);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** @returns {Promise<NodeJS.ProcessEnv>} the environment for the command: it finds Node and the Temporal programs by it */
async function setUp() {
  const [, ...found] = await Promise.all([dependencies(checkout), ...needed().map(obtain)]);
  const runner = node(checkout);
  const env = { ...process.env, PATH: [dirname(runner), join(checkout, 'node_modules', '.bin'), process.env['PATH']].join(delimiter) };
  const here = found.filter((one) => one !== undefined);
  for (const { tool, path } of here) Object.assign(env, { [tool.variable]: path });
  if (args.length === 0) {
    say(`Node: ${runner}`);
    for (const { tool, path, from } of here) say(`${tool.title}: ${path} (from ${from})`);
  }
  return env;
}

function needed() {
  if (flag === '--no-temporal') return [];
  return flag === '--tests' || args.length === 0 ? [temporal, temporalTestServer] : [temporal];
}

/** @param {import('./set-up/tools.mjs').Tool} tool */
async function obtain(tool) {
  if (flag !== '--temporal-if-possible') return obtainTool(tool);
  // Most commands only talk to a server that runs elsewhere; the few that start one say themselves what is missing.
  return obtainTool(tool).catch(() => undefined);
}

/** Hands the terminal and the signals to the command, and ends as it ends. @param {string[]} command @param {NodeJS.ProcessEnv} env */
function run(command, env) {
  const [first = '', ...rest] = command;
  const isFile = /\.[cm]?[jt]s$/.test(first);
  const child = isFile
    ? spawn(node(checkout), [resolve(checkout, first), ...rest], { stdio: 'inherit', env })
    : spawn(first, rest, { stdio: 'inherit', env, shell: process.platform === 'win32' });
  // A terminal sends its interrupt to the command as well; anything else reaches only this process.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${first} did not start: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
