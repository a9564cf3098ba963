import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { oneAtATime } from '../publisher/one-at-a-time.ts';
import { noTroubles, type Troubles } from '../reader/troubles.ts';

/** One reader process, as the platform that started it knows it. */
export interface Reader {
  readonly name: string;
  readonly url: string;
  /** The origin that it follows. */
  readonly origin: string;
  /** Answers when the reader has them. One that is gone gets them when it is started again. */
  setTroubles(troubles: Partial<Troubles>): Promise<void>;
  /** kill -9, and waits until the process has ended. */
  kill(): Promise<void>;
  /** Starts it again, on the same port, where it has ended. Throws when somebody else took that port meanwhile. */
  startAgain(): Promise<void>;
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
  const queued = oneAtATime();
  const inTurn = (work: () => Promise<void>): Promise<void> => queued(name, work);
  let troubles = noTroubles;
  let { child, url } = await forked(name, { origin: origin.path, ...options });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (hasEnded(child)) return;
    // An end that is asked for is nothing to complain of.
    child.removeAllListeners('exit');
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const tell = async (): Promise<void> => {
    if (!child.connected) return;
    const heard = new AbortController();
    const done = Promise.race([once(child, 'message', heard), once(child, 'exit', heard)]);
    child.send(troubles);
    await done;
    heard.abort(); // what was not heard must not pile up
  };
  return {
    name,
    url,
    origin: origin.name,
    setTroubles: (more) =>
      inTurn(() => {
        troubles = { ...troubles, ...more };
        return tell();
      }),
    kill: () => inTurn(() => end('SIGKILL')),
    startAgain: () =>
      inTurn(async () => {
        if (!hasEnded(child)) return;
        ({ child, url } = await forked(name, { origin: origin.path, ...options, port: new URL(url).port }));
        await tell();
      }),
    stop: () => inTurn(() => end('SIGTERM')),
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function forked(name: string, options: ReaderStart['options']): Promise<{ child: ChildProcess; url: string }> {
  const args = Object.entries({ name, ...options }).map(([option, value]) => `--${option}=${value}`);
  const child = fork(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  const { url } = await firstWord(child, name);
  child.on('exit', (code) => {
    if (code !== 0) console.error(`${name} ended with ${code}`);
  });
  return { child, url };
}

function firstWord(child: ChildProcess, name: string): Promise<{ readonly url: string }> {
  return new Promise((resolve, reject) => {
    child.once('message', (word) => resolve(word as { readonly url: string }));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it served`)));
  });
}
