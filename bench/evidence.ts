/** Sealing and verifying large bundles against `openssl dgst` on the same files, and what a snapshot adds to its fsyncs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundlesOf, prepared, type Bundles, type Shape } from './bundle/bundles.ts';
import { mebibyte } from './bundle/mebibyte.ts';
import type { Cost } from './bundle/seal-or-verify.ts';
import { now } from './measured/now.ts';
import { quantile } from './measured/quantile.ts';
import { print } from './measured/table.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
const rounds = Number(values.rounds);
const shapes: readonly Shape[] = [
  { name: '256 MiB in 4 files', files: 4, bytes: 64 * mebibyte },
  { name: '1 GiB in 4 files', files: 4, bytes: 256 * mebibyte },
  { name: '10,000 files of 2 KiB', files: 10_000, bytes: 2_048 },
];

/** `openssl dgst -sha256`, of all the files at once, as milliseconds. */
function openssl(paths: readonly string[]): number {
  const began = now();
  const { status, stderr } = spawnSync('xargs', ['-0', 'openssl', 'dgst', '-sha256'], { input: paths.join('\0'), maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`openssl could not read the files: ${stderr.toString()}`);
  return now() - began;
}

function ours(what: 'seal' | 'verify', { vault }: Bundles, incident: string, key: string): Cost {
  const args = [join(import.meta.dirname, 'bundle/seal-or-verify.ts'), what, vault, incident, key];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`it could not ${what}: ${stderr}`);
  return JSON.parse(stdout) as Cost;
}

interface Measured {
  readonly what: 'seal' | 'verify';
  /** What openssl took just before. */
  readonly floor: number;
  readonly cost: Cost;
}

/** openssl before each of ours: what disturbs the machine disturbs both. The first round reads the files into memory and is not counted. */
function measured(bundles: Bundles, { privateKey, publicKey }: ReturnType<typeof prepared>): readonly Measured[] {
  const found: Measured[] = [];
  for (let round = 0; round <= rounds; round++) {
    const incident = bundles.next();
    for (const [what, key] of [['seal', privateKey], ['verify', publicKey]] as const) {
      const one = { what, floor: openssl(bundles.paths), cost: ours(what, bundles, incident, key) };
      if (round > 0) found.push(one);
    }
  }
  return found;
}

function row(shape: Shape, what: Measured['what'], found: readonly Measured[]): readonly string[] {
  const of = (value: (one: Measured) => number, share = 0.5): number => quantile(found.filter((one) => one.what === what).map(value), share);
  return [
    `${what}, ${shape.name}`,
    of(({ floor }) => floor).toFixed(0),
    of(({ cost }) => cost.milliseconds).toFixed(0),
    of(({ floor, cost }) => floor / cost.milliseconds).toFixed(2),
    (of(({ cost }) => cost.peakBytes, 1) / mebibyte).toFixed(0),
    of(({ cost }) => cost.longestStall).toFixed(0),
    of(({ cost }) => cost.longestStall, 1).toFixed(0),
  ];
}

const root = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
try {
  const keys = prepared(root);
  const rows: (readonly string[])[] = [];
  for (const shape of shapes) {
    const bundles = bundlesOf(root, shape);
    const found = measured(bundles, keys);
    rows.push(row(shape, 'seal', found), row(shape, 'verify', found));
    rmSync(join(root, shape.name), { recursive: true });
  }
  print(['p50 of ' + rounds + ' rounds', 'openssl ms', 'ours ms', 'speed / openssl', 'peak MiB', 'stall ms', 'worst stall'], rows);
} finally {
  rmSync(root, { recursive: true, force: true });
}
