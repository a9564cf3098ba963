import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { pausedNotice } from '../../../domain/packs.ts';
import { startProduct, type Product } from '../../support/product.ts';
import { everyReader, once, rolledBack } from '../../support/rolled-back.ts';

jest.setTimeout(120_000);

/** BK-BP1..7 with a real Temporal, a real platform and real processes: each fault of the staging platform, from its alert to its end. */
describe('a bad release', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ propagationWindow: '5s' });
  });
  afterAll(() => product.stop());

  test('with wrong content, correctly signed, is rolled back when a person confirms it, and signed off by another', async () => {
    const sydney = { tenant: 'acme', name: 'au-nsw' };
    await product.staging.fault('wrong-content', { tenant: 'acme', channel: 'au-nsw' });
    await product.untilReadersServe(sydney, '2026.06');
    const incident = await product.alert(sydney);

    const question = await incident.asks('bad');
    expect(question.text).toContain('readers of au-nsw disagree with the official source');
    expect(await product.effects(sydney)).toEqual({ hold: 1 }); // BK-BP6: nothing but the hold before a person confirmed it
    expect(await product.readersServe(sydney)).toEqual(everyReader('2026.06'));
    expect(await product.statusPage(sydney)).toContain(pausedNotice); // BK-W1
    expect((await incident.board()).held).toMatchObject([{ notice: pausedNotice }]);
    expect(await incident.answers('Dee', 'bad')).toMatchObject({ status: 200 }); // a senior may sit in a junior's seat

    await incident.asks('accept');
    expect(await product.readersServe(sydney)).toEqual(everyReader('2026.05'));
    expect(await product.effects(sydney)).toEqual({ ...once, lift: undefined });
    expect(await product.statusPage(sydney)).toContain(pausedNotice);
    expect(await incident.answers('Dee', 'accept')).toMatchObject({ status: 403, body: { code: 'FourEyes' } });
    expect(await incident.answers('Ana', 'accept')).toMatchObject({ status: 403, body: { code: 'WrongRole' } });
    expect(await incident.answers('Ivo', 'accept')).toMatchObject({ status: 200 });

    const { record, receipts } = await rolledBack(product, sydney, incident);
    expect(await product.statusPage(sydney)).not.toContain(pausedNotice);
    expect(record).toMatchObject({ ending: 'closed', operator: 'Dee, Ivo', scope: 'acme/staging/channel/au-nsw' });
    expect(record.observed_failure_mode).toContain('confirmed by Dee');
    expect(receipts.map(({ receipt }) => receipt.action).sort()).toEqual(['hold', 'lift', 'open case', 'pin', 'quarantine', 'rebind']);
    const operators = Object.fromEntries(receipts.map(({ receipt, record: { operator } }) => [receipt.action, operator]));
    const byDee = { quarantine: 'Dee', rebind: 'Dee', 'open case': 'Dee', pin: 'Dee' };
    expect(operators).toEqual({ hold: 'holdfast', ...byDee, lift: 'Ivo' }); // BK-E1: who ordered each change
    expect(record.checklist.map(({ evidence }) => evidence)).not.toContain(null); // BK-RC1..6
    const [opened, ...others] = await product.cases(sydney); // KOA-61e: linked both ways
    expect(others).toEqual([]);
    expect(opened).toMatchObject({ incident: record.incident });
    expect(record.follow_up).toBe(opened?.id);
  });

  test('damaged at every origin is proven bad and rolled back with nobody awake, while readers keep the last good one', async () => {
    const melbourne = { tenant: 'acme', name: 'au-vic' };
    await product.staging.fault('payload-corrupted', { tenant: 'acme', channel: 'au-vic' });
    const incident = await product.alert(melbourne);

    const question = await incident.asks('accept');
    expect(question.asking).toBe(1); // nobody was asked anything before
    expect(await product.effects(melbourne)).toEqual({ ...once, lift: undefined });
    expect(await product.readersServe(melbourne)).toEqual(everyReader('2026.05'));
    expect((await incident.board()).impact?.how).toContain('file hashes');
    await incident.answers('Ivo', 'accept');
    expect(await incident.ended()).toMatchObject({ ending: 'closed' });
    expect(await product.effects(melbourne)).toEqual(once);
    const { record } = await incident.record();
    expect(record).toMatchObject({ ending: 'closed', operator: 'Ivo', decisions: [{ verdict: 'accept', by: ['Ivo'] }] });
  });

  test('damaged at one origin is asked about, with the origin named; a false alarm lifts the hold and changes nothing for readers', async () => {
    const auckland = { tenant: 'acme', name: 'nz-akl' };
    await product.staging.fault('payload-corrupted-at-one-origin', { tenant: 'acme', channel: 'nz-akl', origin: 'mirror' });
    const incident = await product.alert(auckland);

    const question = await incident.asks('false-alarm');
    expect(question.text).toContain('damaged at mirror but sound at primary');
    const served = await product.readersServe(auckland);
    expect(await product.statusPage(auckland)).toContain(pausedNotice);
    await incident.answers('Ana', 'false-alarm');
    expect(await incident.ended()).toMatchObject({ ending: 'false-alarm' });
    expect(await product.effects(auckland)).toEqual({ hold: 1, lift: 1 });
    expect(await product.readersServe(auckland)).toEqual(served);
    expect(await product.statusPage(auckland)).not.toContain(pausedNotice);
    expect(await product.cases(auckland)).toEqual([]);
    const { record } = await incident.record();
    expect(record).toMatchObject({ ending: 'false-alarm', operator: 'Ana', rollback_or_kill_switch_action: 'none' });
  });

  test('damaged at the origin of two readers is rolled back for all of them when a person says that it is bad', async () => {
    const place = { tenant: 'globex', name: 'nz-akl' };
    await product.staging.fault('payload-corrupted-at-one-origin', { tenant: 'globex', channel: 'nz-akl' });
    const incident = await product.alert(place);
    const question = await incident.asks('bad');
    expect(question.text).toContain('damaged at primary but sound at mirror');
    await incident.answers('Ana', 'bad');
    await incident.answers('Ivo', 'accept');
    await rolledBack(product, place, incident);
  });

  test('whose manifest a stranger signed is rolled back with nobody awake', async () => {
    const baseline = { tenant: 'acme', name: 'baseline' };
    await product.staging.fault('bad-signature', { tenant: 'acme', channel: 'baseline', what: 'manifest' });
    const incident = await product.alert(baseline);
    expect((await incident.asks('accept')).asking).toBe(1);
    expect((await incident.board()).impact?.how).toContain('manifest signature');
    await incident.answers('Ivo', 'accept');
    await rolledBack(product, baseline, incident);
  });

  test('whose promotion a stranger signed is asked about, though the hold is signed over it, and rolled back when confirmed', async () => {
    const place = { tenant: 'globex', name: 'baseline' };
    await product.staging.fault('bad-signature', { tenant: 'globex', channel: 'baseline', what: 'index' });
    expect(await product.readersServe(place)).toEqual(everyReader('2026.05'));
    const incident = await product.alert(place);
    const question = await incident.asks('bad');
    // A planted pointer may name a good release: that alone never rolls back without a person.
    expect(question.text).toContain("the channel's index at primary and mirror cannot be trusted");
    expect(question.text).toContain('pointer 6 of globex/staging/baseline is signed by 0 of the 1 trusted keys');
    await incident.answers('Ana', 'bad');
    await incident.answers('Ivo', 'accept');
    await rolledBack(product, place, incident);
  });

  test('that one stuck reader will not leave is asked about after the window, and closes once that reader is mended', async () => {
    const place = { tenant: 'globex', name: 'au-nsw' };
    await product.staging.fault('wrong-content', { tenant: 'globex', channel: 'au-nsw' });
    await product.untilReadersServe(place, '2026.06');
    await product.staging.fault('reader-stuck', { reader: 'reader-2' });
    const incident = await product.alert(place);
    await incident.answers('Ana', 'bad');

    const question = await incident.asks('look-again');
    expect(question.text).toMatch(/reader-2: unknown, still serves 2026\.06/);
    expect(question.text).not.toMatch(/reader-[13]/);
    expect(await product.readersServe(place)).toEqual(['2026.05', '2026.06', '2026.05']);
    await product.staging.mend('reader-stuck');
    await incident.answers('Ana', 'look-again');
    await incident.answers('Ivo', 'accept');
    await rolledBack(product, place, incident);
  });
});
