import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** One reader process, as the platform that started it knows it. */
export interface Reader {
  readonly name: string;
  readonly url: string;
  /** The origin that it follows. */
  readonly origin: string;
  /** Answers when the reader has done so. */
  setStuck(stuck: boolean): Promise<void>;
  /** Ends the process, and waits until it has ended. */
  stop(): Promise<void>;
}

export interface ReaderStart {
  readonly name: string;
  readonly origin: { readonly name: string; readonly path: string };
  /** Everything else that reader.ts takes, by option. */
  readonly options: Readonly<Record<string, string>>;
}

/** As this file itself: TypeScript in a checkout, JavaScript after `npm run build`. */
const program = fileURLToPath(new URL(`../reader${import.meta.url.endsWith('.js') ? '.js' : '.ts'}`, import.meta.url));

/** Starts a reader, and answers when it serves. Throws when it ends before that. The reader ends with this process, however that ends. */
export async function startReader({ name, origin, options }: ReaderStart): Promise<Reader> {
  const args = Object.entries({ name, origin: origin.path, ...options }).map(([option, value]) => `--${option}=${value}`);
  const child = fork(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  const ended = once(child, 'exit');
  const { url } = await firstWord(child, name);
  child.on('exit', (code) => {
    if (code !== 0) console.error(`${name} ended with ${code}`);
  });
  return {
    name,
    url,
    origin: origin.name,
    setStuck: async (stuck) => {
      if (!child.connected) throw new Error(`${name} is gone`);
      const done = once(child, 'message');
      child.send({ stuck });
      await done;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function firstWord(child: ChildProcess, name: string): Promise<{ readonly url: string }> {
  return new Promise((resolve, reject) => {
    child.once('message', (word) => resolve(word as { readonly url: string }));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it served`)));
  });
}
