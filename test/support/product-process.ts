import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../workers/main.ts', import.meta.url));

/** One process of the product: `holdfast serve`, all of it or one part. */
export interface ProductProcess {
  readonly pid: number;
  /** Everything that it said on stderr and stdout: its log, and the console pager's pages. */
  readonly said: readonly string[];
  /** SIGTERM, and waits for its end. */
  stop(): Promise<void>;
  /** kill -9: it gets to do nothing more. Answers when it is gone. */
  kill(): Promise<void>;
}

export type Part = 'gateway' | 'worker';

/** Starts `holdfast serve --config FILE [--only PART]` and answers when it says that it is up. Throws with its log when it ends before. */
export async function startServing(config: string, only?: Part, env: Readonly<Record<string, string>> = {}): Promise<ProductProcess> {
  const args = [program, 'serve', '--config', config, ...(only ? ['--only', only] : [])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const said: string[] = [];
  const up = only === 'gateway' ? 'alerts and answers are taken at' : 'runbooks are being followed';
  const ended = once(child, 'exit');
  // One that hangs must not outlive the test that started it.
  const hanging = setTimeout(() => child.kill('SIGKILL'), 60_000);
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes(up)) resolve();
    });
    void ended.then(([code]) => reject(new Error(`holdfast serve ended with ${String(code)} before it was up:\n${said.join('\n')}`)));
  }).finally(() => clearTimeout(hanging));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return { pid: child.pid!, said, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** How a command ended and what it said. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the real command line in a process of its own, without a terminal. */
export async function holdfast(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}
