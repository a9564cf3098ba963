import { spawn } from 'node:child_process';

/**
 * Runs a program to its end without a terminal.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number, shell?: boolean }} [options] timeout in milliseconds
 * @returns {Promise<{ ok: boolean, output: string }>} whether it exited 0, and stdout and stderr together; never throws
 */
export function runProgram(program, args, { timeout, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    // Our own timer: spawn's keeps the process alive to its end when the program is not there.
    const limit = timeout === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeout).unref();
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('exit', () => clearTimeout(limit));
    child.on('close', (code, signal) => resolve({ ok: code === 0, output: signal ? `${output}\nended by ${signal}` : output }));
  });
}
