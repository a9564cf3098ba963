import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const requirements = resolve(__dirname, '../requirements.txt');
const kept = resolve(__dirname, '../../../.holdfast');
const exact = ['--no-deps', '--only-binary=:all:', '--no-input', '--disable-pip-version-check', '--quiet', '--retries=1'];

/** Where Schemathesis is: a folder of Python packages; or why it cannot be had here. */
export type Obtained = { readonly packages: string } | { readonly missing: string };

/** Schemathesis as requirements.txt pins it, from an earlier run or through the machine's own pip. Takes seconds the first time. */
export function obtainSchemathesis(): Obtained {
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 8);
  const packages = join(kept, `schemathesis-${version}`);
  if (existsSync(packages)) return { packages };
  mkdirSync(kept, { recursive: true });
  const folder = mkdtempSync(join(kept, '.fetching-'));
  try {
    const args = ['-m', 'pip', 'install', ...exact, '--target', join(folder, 'packages'), '-r', requirements];
    const { status, error, stderr } = spawnSync('python3', args, { encoding: 'utf8', timeout: 180_000 });
    if (status !== 0) return { missing: error?.message ?? stderr.trim().split('\n').at(-1) ?? 'pip failed' };
    // By one rename: whoever looks sees all of it or nothing.
    if (!existsSync(packages)) renameSync(join(folder, 'packages'), packages);
    return { packages };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs it in `folder`; how it ended and its whole report. */
export async function schemathesis(packages: string, folder: string, args: readonly string[]): Promise<{ code: number; report: string }> {
  const env = { ...process.env, PYTHONPATH: packages, NO_COLOR: '1', PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn('python3', ['-m', 'schemathesis.cli', ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let report = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (report += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, report };
}
