import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const kept = resolve(__dirname, '../../../.holdfast/bin');

/** A program that Go builds from its module. */
interface GoProgram {
  readonly name: string;
  /** The package without its version, such as `github.com/versity/versitygw/cmd/versitygw`. */
  readonly from: string;
  readonly version: string;
}

/** Where a program is, or why it cannot be had here. */
export type Obtained = { readonly program: string } | { readonly missing: string };

/** The program from an earlier run, or built by Go, which takes minutes the first time. Without `build`, only what an earlier run built. */
export function obtainGoProgram({ name, from, version }: GoProgram, { build = true } = {}): Obtained {
  const program = join(kept, `${name}-${version}`);
  if (existsSync(program)) return { program };
  if (!build) return { missing: `npm run test:full builds ${name} ${version}, which takes minutes` };
  mkdirSync(kept, { recursive: true });
  const folder = mkdtempSync(join(kept, '.building-'));
  try {
    const { status, error, stderr } = spawnSync('go', ['install', '-ldflags=-s -w', `${from}@${version}`], {
      encoding: 'utf8',
      timeout: 480_000,
      env: { ...process.env, GOBIN: folder, GOFLAGS: '' },
    });
    if (status !== 0) return { missing: error ? `install Go: ${error.message}` : stderr.trim().split('\n').at(-1) || 'go install failed' };
    // By one rename: whoever looks sees all of it or nothing.
    renameSync(join(folder, name), program);
    return { program };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
