// A process of its own, so that its peak of memory is of this work alone: `seal-or-verify.ts seal|verify VAULT KEY INCIDENT [BEFORE...]` prints
// a Cost, next to that of openssl with the paths on stdin. It does the same to each BEFORE first, for a process whose code is warm.
import { spawn } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { startHashing } from '../../contracts/evidence/hash-files.ts';
import { holds, verifyBundle } from '../../contracts/evidence/verify-bundle.ts';
import { recordOf } from '../../domain/record.ts';
import { fileSystemVault } from '../../targets/vault/file-system-vault.ts';
import { timeline } from './bundles.ts';

/** What one seal or one verification took. */
export interface Cost {
  readonly milliseconds: number;
  /** `openssl dgst -sha256` of the same files just before. */
  readonly openssl: number;
  /** The largest resident set of the whole process, Node.js itself included. */
  readonly peakBytes: number;
  /** The longest time for which the event loop did nothing else, milliseconds. */
  readonly longestStall: number;
  /** The same while openssl ran and this process had nothing to do: what the machine itself holds up. */
  readonly idleStall: number;
}

const [what, path = '', keyFile = '', incident = '', ...before] = process.argv.slice(2);
const resolution = 1; // milliseconds: a loop that does nothing is as late as this
const key = readFileSync(keyFile);
const paths = readFileSync(0);
const digest = `sha256:${'0'.repeat(64)}`;

async function seal(): Promise<void> {
  const product = { name: 'holdfast', version: '0.0.0' };
  const sealer = { key: createPrivateKey(key), instance: 'bench', product, configuration: digest, code: digest };
  const vault = fileSystemVault({ path, recordOf, sealer });
  const sealed = (one: string) =>
    vault.seal(one, { lastSeq: timeline.length, namespace: 'default', workflowId: 'bench', runId: 'run-1', historyLength: 1 });
  for (const one of [...before, incident]) await vault.append(one, timeline);
  startHashing({ forMany: true }); // as a worker does when it starts
  await setTimeout(200);
  for (const one of before) await sealed(one);
  await measured(() => sealed(incident));
}

async function verify(): Promise<void> {
  const verified = async (one: string): Promise<void> => {
    const verdicts = await verifyBundle(join(path, one), createPublicKey(key), one);
    if (!holds(verdicts)) throw new Error(`what was sealed does not verify: ${JSON.stringify({ ...verdicts, statement: null })}`);
  };
  for (const one of before) await verified(one);
  await measured(() => verified(incident));
}

async function measured<T>(work: () => Promise<T>): Promise<T> {
  const floor = await timed(openssl);
  const ours = await timed(work);
  const cost: Cost = {
    milliseconds: ours.milliseconds,
    openssl: floor.milliseconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    longestStall: ours.stall,
    idleStall: floor.stall,
  };
  process.stdout.write(JSON.stringify(cost));
  return ours.result;
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly milliseconds: number; readonly stall: number }> {
  const delay = monitorEventLoopDelay({ resolution });
  await setTimeout(20); // its first looks are not late
  delay.enable();
  const began = performance.now();
  const result = await work();
  const milliseconds = performance.now() - began;
  await setTimeout(resolution * 2); // so that it sees what came last
  delay.disable();
  return { result, milliseconds, stall: Math.max(0, delay.max / 1e6 - resolution) };
}

/** All the files at once, by as few processes as the length of a command line takes. */
async function openssl(): Promise<void> {
  const child = spawn('xargs', ['-0', 'openssl', 'dgst', '-sha256'], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(paths);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('openssl could not read the files');
}

await (what === 'seal' ? seal() : verify());
