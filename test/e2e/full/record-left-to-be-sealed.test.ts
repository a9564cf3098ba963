import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startProduct, type Product } from '../../support/product.ts';

describe('a vault that goes while an incident ends', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product.stop());

  test('what fires while a record cannot be sealed is held by the next incident, and the record is asked about and sealed under its short id', async () => {
    const place = { tenant: 'globex', name: 'nz-akl' };
    const first = await product.alert(place);
    await first.asks('false-alarm');
    const { incident: id } = await first.board();
    renameSync(product.vault, `${product.vault}.away`);
    writeFileSync(product.vault, 'not a folder');
    await first.answers('Ana', 'false-alarm');
    await first.asks('retry');
    await product.deliver(place, { startsAt: new Date(Date.now() + 1).toISOString() });
    const next = await first.until(({ incident, held }) => incident !== id && held.length === 1);
    expect(next.ended).toBeNull();
    expect(await product.effects(place)).toEqual({ hold: 2, lift: 1 });
    const record = product.incident(id); // by its short id people find who still seals it
    expect((await record.asks('retry')).text).toContain(id);
    rmSync(product.vault);
    renameSync(`${product.vault}.away`, product.vault);
    expect(await record.answers('Ana', 'retry')).toMatchObject({ status: 200 });
    expect(await product.client.workflow.getHandle(`holdfast~seal-record~${id}`).result()).toMatch(/^sha256:/);
    await product.incident(first.workflowId).answers('Ana', 'false-alarm');
    expect((await product.cli('incidents', '--open')).out).not.toContain(id);
  });
});
