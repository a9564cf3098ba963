import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { minutes } from '../../../domain/time.ts';
import { holdfast, type Ran } from '../../support/product-process.ts';

const program = fileURLToPath(new URL('../../../workers/main.ts', import.meta.url));
let home: string;
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'holdfast-'))));
afterAll(() => rm(home, { recursive: true, force: true }));

/** A demo that somebody ends when it says that a person is asked. */
async function leftAtAQuestion(): Promise<Ran> {
  const env = { ...process.env, HOLDFAST_HOME: home };
  const child = spawn(process.execPath, [program, 'demo', '--once'], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const said = { out: '', err: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!said.out.includes('A person is asked') && text.includes('A person is asked')) child.kill('SIGTERM');
    said.out += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

test(
  'a demo that is left at a question says what stays open and how to go on, and the next demo goes on with it to the end',
  async () => {
    const left = await leftAtAQuestion();
    expect(left.err).toMatch(/you left: incident INC-\w+ stays open, and what it holds stays held\. Go on with it: .*demo --once/);
    expect(left.code).toBe(1);
    const incident = /INC-\w+/.exec(left.err)?.[0] ?? '';

    const next = await holdfast(['demo', '--once'], { HOLDFAST_HOME: home });
    expect(next.out).toContain(`An incident of an earlier demo goes on: ${incident} is still open`);
    expect(next.out).not.toContain('A bad pack is published');
    // Who did what, in one place and in order (promise 6: somebody else signs off).
    expect(next.out).toMatch(
      /How it ended: closed[^]*held acme[^]*Ana signed 'bad'[^]*quarantined[^]*moved[^]*Ivo signed 'accept'[^]*lifted/,
    );
    expect(next.out).toContain('every reader serves what the official source says\n');
    expect(next.code).toBe(0);
  },
  minutes(4),
);
