import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { incidentInHand } from '../../support/incident-in-hand.ts';
import { startOnDisk, type ProductOnDisk } from '../../support/product-on-disk.ts';
import { mayMount } from '../../support/small-disk.ts';

jest.setTimeout(600_000);

const here = mayMount() ? describe : describe.skip;
if (here === describe.skip) process.stderr.write('\nSKIPPED: a full disk needs a user who may mount (root)\n');

/** Promise 2 with nowhere left for evidence: a hold may come first, and nothing else does. */
here('a disk that has both vault and spool, and is full when an alert comes', () => {
  let onDisk: ProductOnDisk;
  beforeAll(async () => {
    onDisk = await startOnDisk({ withSpool: true });
  });
  afterAll(() => onDisk.stop());

  test('does not keep the channel from being held; the rest waits for room and a word', async () => {
    const { behind, disk, vault } = onDisk;
    const { product } = behind;
    const place = { tenant: 'acme', name: 'au-nsw' };
    await product.staging.fault('payload-corrupted', { tenant: 'acme', channel: place.name });
    disk.fills();
    const started = await product.alert(place);
    await product.untilChanged(place, 'hold');
    const { text } = await started.asks('retry');
    expect(text).toContain(`the disk of ${join(dirname(vault), 'spool')} is full (ENOSPC): make room there`);
    expect(await product.effects(place)).toEqual({ hold: 1 });
    disk.hasRoomAgain();
    expect(await started.answers('Ana', 'retry')).toMatchObject({ status: 200 });
    await started.asks('accept');
    expect(await started.answers('Ivo', 'accept')).toMatchObject({ status: 200 });
    expect(await started.ended()).toMatchObject({ ending: 'closed' });
    expect(await product.effects(place)).toEqual({ hold: 1, quarantine: 1, rebind: 1, pin: 1, lift: 1 });
    const { client, gateway, keys } = product;
    const { receipts } = await incidentInHand({ gateway, client, keys, vault, workflowId: started.workflowId }).record();
    expect(receipts).toHaveLength(6);
  });
});
