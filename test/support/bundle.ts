import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const checkout = resolve(__dirname, '../..');
const folder = join(checkout, '.holdfast', 'test');
const day = 24 * 3_600_000;

/**
 * Runs once before all tests: bundles the workflows, or takes the bundle of the same sources from an earlier run, and leaves its path in
 * HOLDFAST_WORKFLOW_BUNDLE. A bundle that cannot be made fails the tests that need it (`workflowBundle()` tells them why), not the others.
 */
export default async function bundle(): Promise<void> {
  delete process.env['HOLDFAST_WORKFLOW_BUNDLE'];
  const workflowsPath = join(checkout, 'workflows', 'index.ts');
  if (!existsSync(workflowsPath)) return fail('workflows/index.ts does not exist yet');
  const path = join(folder, `workflows-${digestOfSources()}.js`);
  try {
    if (!existsSync(path)) await make(workflowsPath, path);
    process.env['HOLDFAST_WORKFLOW_BUNDLE'] = path;
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(because: string): void {
  process.env['HOLDFAST_WORKFLOW_BUNDLE_MISSING'] = because;
  process.stderr.write(`The workflows are not bundled, tests that run them will fail: ${because}\n`);
}

async function make(workflowsPath: string, path: string): Promise<void> {
  const payloadConverterPath = join(checkout, 'contracts', 'payload-converter.ts');
  const { code } = await bundleWorkflowCode({ workflowsPath, payloadConverterPath, logger: new DefaultLogger('ERROR') });
  mkdirSync(folder, { recursive: true });
  forgetOldBundles();
  writeFileSync(`${path}.${process.pid}`, code);
  renameSync(`${path}.${process.pid}`, path);
}

/** What ends up in the bundle: our own sources that workflows may import, and the packages by the lock. */
function digestOfSources(): string {
  const sources = globSync('{workflows,domain,contracts}/**/*.ts', { cwd: checkout });
  const hash = createHash('sha256');
  for (const file of [...sources.sort(), 'package-lock.json', 'test/support/bundle.ts']) {
    hash.update(`${file}\0`).update(readFileSync(join(checkout, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

function forgetOldBundles(): void {
  for (const file of globSync(join(folder, 'workflows-*'))) {
    if (Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > day) rmSync(file, { force: true });
  }
}
