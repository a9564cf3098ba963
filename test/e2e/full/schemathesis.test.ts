import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startProduct, type Product } from '../../support/product.ts';
import { obtainSchemathesis, schemathesis } from '../../senders/support/schemathesis.ts';

jest.setTimeout(600_000);

const obtained = obtainSchemathesis();
const block = 'packages' in obtained ? describe : describe.skip;
const why = 'missing' in obtained ? `[Schemathesis cannot be had: ${obtained.missing}] ` : '';

/** A stranger's reading of /openapi.json: requests that it allows and that it forbids, against the product as it runs. */
block(`${why}Schemathesis finds nothing wrong`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-schemathesis-'));
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(async () => {
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What it reports with all its checks: every failure with the request that shows it, or the line that says that there is none. */
  async function found(configuration: string, ...selection: readonly string[]): Promise<string> {
    const file = join(folder, 'schemathesis.toml');
    writeFileSync(file, configuration);
    const bounds = ['--max-examples=30', '--seed=1', '--generation-database=none', '--request-timeout=20'];
    const sender = ['-H', 'Authorization: Bearer e2e-alerts'];
    const args = ['--config-file', file, 'run', `${product.gateway}/openapi.json`, ...bounds, ...sender, ...selection];
    const { code, report } = await schemathesis('packages' in obtained ? obtained.packages : '', folder, args);
    return code === 0 ? (/No issues found|\d+ warnings?/.exec(report)?.[0] ?? report) : report.slice(report.indexOf('= FAILURES'));
  }

  test('with the gateway as its document describes it', async () => {
    // That it knows no incident is the only thing that it may remark.
    expect(await found('')).toMatch(/^(No issues found|1 warning)$/);
  });

  test('with the board and the decisions of an incident that is being worked', async () => {
    const incident = await product.alert({ tenant: 'acme', name: 'au-nsw' });
    const { questions } = await incident.until((board) => board.questions.length > 0);
    // Few: from the 51st refusal on answers are checked together, and whoever sends a flood waits for that.
    const configuration = `[parameters]\n"path.id" = "${incident.workflowId}"\n`;
    expect(await found(configuration, '--include-path-regex', 'incidents/', '--max-examples=8', '--phases=examples,coverage,fuzzing')).toBe(
      'No issues found',
    );
    expect((await incident.board()).questions).toEqual(questions); // none of it counted
  });
});
