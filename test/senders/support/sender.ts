import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../../support/until.ts';

/** One of the senders, running. */
export interface Sender {
  /** Where it listens, as host:port. */
  readonly address: string;
  /** The samples of one of its own series, added up. */
  counted(series: string): Promise<number>;
  /** kill -9, and waits for its end. */
  stop(): Promise<void>;
}

/** Starts a sender and answers once it says that it is ready. Throws with what it said when it ends before. */
export async function startSender(path: string, address: string, args: readonly string[]): Promise<Sender> {
  const child = spawn(path, [...args, `--web.listen-address=${address}`, '--log.level=warn'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-10_000)));
  const ready = async (): Promise<boolean> => {
    if (child.exitCode !== null) return true; // nothing more to wait for
    return (await fetch(`http://${address}/-/ready`)).ok;
  };
  await until(ready, Boolean, 30_000);
  if (child.exitCode !== null) throw new Error(`${path} ended with ${child.exitCode}: ${said}`);
  return {
    address,
    counted: async (series) => samplesOf(await (await fetch(`http://${address}/metrics`)).text(), series),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What the samples whose name and labels begin with `series` add up to, in the text that Prometheus reads. */
export function samplesOf(text: string, series: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(series));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
