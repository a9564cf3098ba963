import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { golden, goldenNames, record } from '../support/golden-histories.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { workflowBundle } from '../support/workflow-bundle.ts';

startSkippingTime();

beforeAll(async () => {
  if (!process.env['HOLDFAST_RECORD_HISTORIES']) return; // scripts/record-histories.ts sets it
  for (const name of goldenNames) await record(name);
}, 120_000);

test.each(goldenNames)('an incident that was recorded %s replays: what is running survives this version', async (name) => {
  const replayed = Worker.runReplayHistory({ workflowBundle: workflowBundle() }, golden(name), 'golden');
  await expect(replayed).resolves.toBeUndefined();
});

test('a workflow whose steps changed their order fails the replay', async () => {
  const changed = await bundleWithSwappedSteps();
  const failure: unknown = await Worker.runReplayHistory({ workflowBundle: changed }, golden('closed'), 'golden').catch(
    (err: unknown) => err,
  );
  expect(failure).toBeInstanceOf(DeterminismViolationError);
  expect(String((failure as Error).message)).toMatch(/nondeterminism/i);
});

/** A copy of the workflows in which the bad release is quarantined before anybody looked for another. */
async function bundleWithSwappedSteps(): Promise<{ readonly code: string }> {
  const checkout = resolve(__dirname, '../..');
  mkdirSync(join(checkout, '.holdfast', 'test'), { recursive: true });
  const copy = mkdtempSync(join(checkout, '.holdfast', 'test', 'changed-'));
  try {
    for (const folder of ['workflows', 'domain', 'contracts']) cpSync(join(checkout, folder), join(copy, folder), { recursive: true });
    const file = join(copy, 'workflows', 'bad-pack-rollback', 'restore.ts');
    const lines = readFileSync(file, 'utf8').split('\n');
    const finding = lines.findIndex((line) => line.includes("incident.step('Find the last known good'"));
    const quarantined = lines.findIndex((line, at) => at > finding && line === '  );');
    expect(lines.slice(finding + 1, quarantined).join()).toContain("'Quarantine the bad release'");
    lines.splice(quarantined, 0, ...lines.splice(finding, 1));
    writeFileSync(file, lines.join('\n'));
    return await bundleWorkflowCode({ workflowsPath: join(copy, 'workflows', 'index.ts'), logger: new DefaultLogger('ERROR') });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
