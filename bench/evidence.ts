/** Sealing and verifying large bundles against `openssl dgst` on the same files, and what a snapshot adds to its fsyncs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundlesOf, prepared, type Bundles, type Shape } from './bundle/bundles.ts';
import { mebibyte } from './bundle/mebibyte.ts';
import type { Cost } from './bundle/seal-or-verify.ts';
import { snapshotsIn } from './bundle/snapshots.ts';
import { quantile } from './measured/quantile.ts';
import { print } from './measured/table.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' }, only: { type: 'string' } } });
const rounds = Number(values.rounds);
const warm = 3; // bundles, after which the code of a process that goes on for months is as quick as it gets
const shapes: readonly Shape[] = [
  { name: '256 MiB in 4 files', files: 4, bytes: 64 * mebibyte },
  { name: '1 GiB in 4 files', files: 4, bytes: 256 * mebibyte },
  { name: '10,000 files of 2 KiB', files: 10_000, bytes: 2_048 },
];

/** `incidents`: the one that is measured, and those to be done before it. */
function costOf(what: 'seal' | 'verify', { vault, paths }: Bundles, incidents: readonly string[], key: string): Cost {
  const args = [join(import.meta.dirname, 'bundle/seal-or-verify.ts'), what, vault, key, ...incidents];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', input: paths.join('\0') });
  if (status !== 0) throw new Error(`it could not ${what}: ${stderr}`);
  return JSON.parse(stdout) as Cost;
}

interface Measured {
  readonly what: 'seal' | 'verify';
  readonly cost: Cost;
}

/**
 * openssl before each of ours: what disturbs the machine disturbs both. The first round reads the files into memory and is not counted.
 * `before`: how many such bundles the process has done.
 */
function measured(bundles: Bundles, { privateKey, publicKey }: ReturnType<typeof prepared>, before: number): readonly Measured[] {
  const found: Measured[] = [];
  for (let round = 0; round <= rounds; round++) {
    const incidents = Array.from({ length: 1 + before }, () => bundles.next());
    for (const [what, key] of [
      ['seal', privateKey],
      ['verify', publicKey],
    ] as const) {
      const one = { what, cost: costOf(what, bundles, incidents, key) };
      if (round > 0) found.push(one);
    }
  }
  return found;
}

function row(name: string, what: Measured['what'], found: readonly Measured[]): readonly string[] {
  const costs = found.filter((one) => one.what === what).map(({ cost }) => cost);
  const of = (value: (cost: Cost) => number, share = 0.5): string => quantile(costs.map(value), share).toFixed(0);
  const speed = quantile(
    costs.map(({ openssl, milliseconds }) => openssl / milliseconds),
    0.5,
  );
  return [
    `${what}, ${name}`,
    of(({ openssl }) => openssl),
    of(({ milliseconds }) => milliseconds),
    speed.toFixed(2),
    of(({ peakBytes }) => peakBytes / mebibyte, 1),
    of(({ longestStall }) => longestStall),
    of(({ idleStall }) => idleStall),
  ];
}

/** Snapshot, bare fsyncs, snapshot, bare fsyncs; the first of each warms up. */
async function snapshotRow(root: string): Promise<readonly string[]> {
  const { snapshot, fsyncs } = await snapshotsIn(join(root, 'snapshots'));
  const found: { readonly bare: number; readonly ours: number }[] = [];
  for (let round = 0; round <= rounds * 10; round++) {
    const one = { ours: await snapshot(), bare: await fsyncs() };
    if (round > 0) found.push(one);
  }
  const of = (value: (one: (typeof found)[number]) => number): string => quantile(found.map(value), 0.5).toFixed(1);
  return ['snapshot, 10 items of 4 KiB', of(({ bare }) => bare), of(({ ours }) => ours), of(({ ours, bare }) => ours - bare)];
}

const root = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
try {
  const keys = prepared(root);
  const rows: (readonly string[])[] = [];
  for (const shape of shapes.filter(({ name }) => name.includes(values.only ?? ''))) {
    const bundles = bundlesOf(root, shape);
    for (const before of shape.files > 100 ? [0, warm] : [0]) {
      const name = `${shape.name}${before > 0 ? `, after ${before} others` : ''}`;
      const found = measured(bundles, keys, before);
      rows.push(row(name, 'seal', found), row(name, 'verify', found));
    }
    rmSync(join(root, shape.name), { recursive: true });
  }
  if (rows.length > 0)
    print(['p50 of ' + rounds + ' rounds', 'openssl ms', 'ours ms', 'speed / openssl', 'peak MiB', 'stall ms', 'idle stall ms'], rows);
  if ('snapshot'.includes(values.only ?? ''))
    print([`p50 of ${rounds * 10} rounds`, 'bare fsyncs ms', 'ours ms', 'more ms'], [await snapshotRow(root)]);
} finally {
  rmSync(root, { recursive: true, force: true });
}
