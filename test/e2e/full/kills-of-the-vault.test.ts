import { dirname, join } from 'node:path';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { momentOf } from '../../support/contain-moments.ts';
import { incidentInHand } from '../../support/incident-in-hand.ts';
import { startOnDisk, type ProductOnDisk } from '../../support/product-on-disk.ts';
import { mayMount } from '../../support/small-disk.ts';
import { until } from '../../support/until.ts';

jest.setTimeout(600_000);

const here = mayMount() ? describe : describe.skip;
if (here === describe.skip)
  process.stderr.write('\nSKIPPED: a vault that fills, turns read-only or goes needs a user who may mount (root)\n');

/** Promise 2 on a real disk: what the vault cannot take waits in the spool, and nothing of it is lost. */
here('a vault whose disk', () => {
  let onDisk: ProductOnDisk;
  beforeAll(async () => {
    onDisk = await startOnDisk({ withSpool: false });
  });
  afterAll(() => onDisk.stop());

  test.each([
    ['fills up', 'au-nsw', 'baseline', () => onDisk.disk.fills(), () => onDisk.disk.hasRoomAgain(), /full/],
    [
      'turns read-only',
      'au-vic',
      'au-nsw',
      () => onDisk.disk.turnsReadOnly(),
      () => onDisk.disk.isWritableAgain(),
      /not permitted \(EROFS\)/,
    ],
    ['goes', 'nz-akl', 'nz-akl', () => onDisk.disk.goes(), () => onDisk.disk.isBack(), /mount it/],
  ] as const)('%s in mid-incident delays no repair; once it is back, the record is whole', async (_, name, beside, breaks, mends, why) => {
    const { product, door } = onDisk.behind;
    const place = { tenant: 'acme', name };
    await product.staging.fault('payload-corrupted', { tenant: 'acme', channel: name });
    const stopped = door.stop(momentOf(place, 'quarantine', 'sent'));
    const started = await product.alert(place);
    await stopped.reached;
    breaks();
    stopped.open('delivered');
    expect(await started.answers('Ivo', 'accept')).toMatchObject({ status: 200 });
    const question = await started.asks('look-again');
    expect(question.text).toMatch(/Whether the record of INC-\w+ is complete cannot be said/);
    expect(question.text).toMatch(why);
    expect(await product.effects(place)).toEqual({ hold: 1, quarantine: 1, rebind: 1, pin: 1, lift: 1 });
    expect(await product.readersServe(place)).toEqual(['2026.05', '2026.05', '2026.05']);
    // An incident that begins meanwhile is held at once, and its evidence waits too.
    const other = { tenant: 'globex', name: beside };
    const second = await product.alert(other);
    await product.untilChanged(other, 'hold');
    await second.asks('false-alarm');
    mends();
    expect(await started.answers('Ana', 'look-again')).toMatchObject({ status: 200 });
    expect(await second.answers('Ana', 'false-alarm')).toMatchObject({ status: 200 });
    expect(await started.ended()).toMatchObject({ ending: 'closed' });
    expect(await second.ended()).toMatchObject({ ending: 'false-alarm' });
    const { receipts, events } = await recordOf(started.workflowId);
    expect(receipts).toHaveLength(6);
    expect(events.filter(({ kind }) => kind === 'failed')).toEqual([]);
    expect((await recordOf(second.workflowId)).receipts).toHaveLength(2);
    expect(await product.effects(place)).toEqual({ hold: 1, quarantine: 1, rebind: 1, pin: 1, lift: 1 });
    await until(
      async () => readdirSync(join(dirname(product.vault), 'spool')),
      (left) => left.length === 0,
    );
  });

  const recordOf = (workflowId: string) => {
    const { behind, vault } = onDisk;
    const { client, gateway, keys } = behind.product;
    return incidentInHand({ gateway, client, keys, vault, workflowId }).record();
  };
});
