// A process of its own, so that its peak of memory is of this work alone: `seal-or-verify.ts seal|verify VAULT INCIDENT KEY` prints a Cost.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { holds, verifyBundle } from '../../contracts/evidence/verify-bundle.ts';
import { recordOf } from '../../domain/record.ts';
import { fileSystemVault } from '../../targets/vault/file-system-vault.ts';
import { timeline } from './bundles.ts';

/** What one seal or one verification took. */
export interface Cost {
  readonly milliseconds: number;
  /** The largest resident set of the whole process, Node.js itself included. */
  readonly peakBytes: number;
  /** The longest time for which the event loop did nothing else, milliseconds. */
  readonly longestStall: number;
}

const [what, path = '', incident = '', keyFile = ''] = process.argv.slice(2);
const resolution = 1; // milliseconds: a loop that does nothing is as late as this
const key = readFileSync(keyFile);
const digest = `sha256:${'0'.repeat(64)}`;

async function seal(): Promise<void> {
  const product = { name: 'holdfast', version: '0.0.0' };
  const sealer = { key: createPrivateKey(key), instance: 'bench', product, configuration: digest, code: digest };
  const vault = fileSystemVault({ path, recordOf, sealer });
  await vault.append(incident, timeline);
  await measured(() =>
    vault.seal(incident, { lastSeq: timeline.length, namespace: 'default', workflowId: 'bench', runId: 'run-1', historyLength: 1 }),
  );
}

async function verify(): Promise<void> {
  const verdicts = await measured(() => verifyBundle(join(path, incident), createPublicKey(key), incident));
  if (!holds(verdicts)) throw new Error(`what was sealed does not verify: ${JSON.stringify({ ...verdicts, statement: null })}`);
}

async function measured<T>(work: () => Promise<T>): Promise<T> {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const began = performance.now();
  const result = await work();
  const milliseconds = performance.now() - began;
  delay.disable();
  const longestStall = Math.max(0, delay.max / 1e6 - resolution);
  const cost: Cost = { milliseconds, peakBytes: process.resourceUsage().maxRSS * 1024, longestStall };
  process.stdout.write(JSON.stringify(cost));
  return result;
}

await (what === 'seal' ? seal() : verify());
