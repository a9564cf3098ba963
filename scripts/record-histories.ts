import { spawnSync } from 'node:child_process';

// Records test/fixtures/histories/ anew. Run it when a workflow is changed on purpose, before any installation has incidents in hand that
// the change would break; after that, a change goes behind `patched`, and what is recorded stays.
const { status } = spawnSync('npx', ['jest', 'test/workflows/replay.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, HOLDFAST_RECORD_HISTORIES: 'yes' },
});
spawnSync('npx', ['prettier', '--log-level', 'warn', '--write', 'test/fixtures/histories'], { stdio: 'inherit' });
process.exitCode = status ?? 1;
