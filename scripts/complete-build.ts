import { createPublicKey } from 'node:crypto';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// The last part of `npm run build`: puts beside the built code what it reads there, and sees that it can seal and verify. tsc copies no file
// that is not TypeScript, and a worker thread is found by its file's name: both would only be missed when the first incident ends.
const checkout = fileURLToPath(new URL('..', import.meta.url));
const dist = resolve(process.argv[2] ?? join(checkout, 'dist'));

for (const file of globSync('{domain,contracts,workflows,activities,workers,targets,gateway,cli,staging}/**/*.sh', { cwd: checkout })) {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  copyFileSync(join(checkout, file), join(dist, file));
}
const problems = await sealAndVerify();
if (problems.length > 0) throw new Error(`what was built seals what it does not verify: ${problems.join('; ')}`);
process.stdout.write(`${dist} seals and verifies\n`);

/** Seals an incident of two lines with the built code, and answers what the built code says against it. */
async function sealAndVerify(): Promise<readonly string[]> {
  const { fileSystemVault } = await built<typeof import('../targets/vault/file-system-vault.ts')>('targets/vault/file-system-vault');
  const { recordOf } = await built<typeof import('../domain/record.ts')>('domain/record');
  const { newSealingKey, sealingKey } =
    await built<typeof import('../contracts/evidence/sealing-key.ts')>('contracts/evidence/sealing-key');
  const { verifyBundle } = await built<typeof import('../contracts/evidence/verify-bundle.ts')>('contracts/evidence/verify-bundle');
  const path = mkdtempSync(join(tmpdir(), 'holdfast-build-'));
  const key = sealingKey(newSealingKey().privatePem);
  const digest = `sha256:${'0'.repeat(64)}`;
  const sealer = { key, instance: 'build', product: { name: 'holdfast', version: '0' }, configuration: digest, code: digest };
  const scope = { tenant: 'build', environment: 'build', kind: 'channel', name: 'build' } as const;
  try {
    const vault = fileSystemVault({ path, recordOf, sealer });
    await vault.open('INC-BUILD', 'run-1');
    await vault.append('INC-BUILD', [
      { seq: 1, at: 1, kind: 'opened', runbook: 'triage', scope, severity: 'SEV-3', by: 'npm run build', linkedTo: null },
      { seq: 2, at: 2, kind: 'ended', ending: 'handed-over', because: 'it was a trial' },
    ]);
    await vault.seal('INC-BUILD', { lastSeq: 2, namespace: 'none', workflowId: 'none', runId: 'run-1', historyLength: 0 });
    const verdicts = await verifyBundle(join(path, 'INC-BUILD'), createPublicKey(key), 'INC-BUILD');
    return [...verdicts.integrity, ...verdicts.completeness, ...verdicts.identity];
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** A module as it was built. */
async function built<T>(module: string): Promise<T> {
  return (await import(pathToFileURL(join(dist, `${module}.js`)).href)) as T;
}
