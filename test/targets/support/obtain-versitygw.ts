import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from '@jest/globals';

const version = 'v1.8.0';
const kept = resolve(__dirname, '../../../.holdfast/bin');
const program = join(kept, `versitygw-${version}`);

/** Where the program is, or why it cannot be had here. */
type Obtained = { readonly program: string } | { readonly missing: string };

/** versitygw, an S3 store that honours conditional writes, from an earlier run or built by Go. Takes some minutes the first time. */
function obtainVersitygw(): Obtained {
  if (existsSync(program)) return { program };
  mkdirSync(kept, { recursive: true });
  const folder = mkdtempSync(join(kept, '.building-'));
  try {
    const { status, error, stderr } = spawnSync(
      'go',
      ['install', '-ldflags=-s -w', `github.com/versity/versitygw/cmd/versitygw@${version}`],
      { encoding: 'utf8', timeout: 480_000, env: { ...process.env, GOBIN: folder, GOFLAGS: '' } },
    );
    if (status !== 0) return { missing: error?.message ?? stderr.trim().split('\n').at(-1) ?? 'go failed' };
    // By one rename: whoever looks sees all of it or nothing.
    renameSync(join(folder, 'versitygw'), program);
    return { program };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const obtained = obtainVersitygw();

/** Path of the program, in tests that `describeWithStore` runs. */
export function versitygwProgram(): string {
  if ('missing' in obtained) throw new Error(`versitygw cannot be had: ${obtained.missing}`);
  return obtained.program;
}

/** Tests over a real object store; where there is none they are skipped, and their title says why. */
export function describeWithStore(title: string, tests: () => void): void {
  const block = 'program' in obtained ? describe : describe.skip;
  block('missing' in obtained ? `[versitygw cannot be had, install Go: ${obtained.missing}] ${title}` : title, tests);
}
