import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { bundleFile, readBundle } from '../../../contracts/evidence/bundle.ts';
import { startAnchor, type AnchorOutside } from '../../support/anchor.ts';
import type { IncidentInHand } from '../../support/incident-in-hand.ts';
import { changedByHand } from '../../support/platform-console.ts';
import { holdfast, type ProductProcess } from '../../support/product-process.ts';
import { startProduct, type Product } from '../../support/product.ts';
import { until } from '../../support/until.ts';
import { startTimeStamping, type TimeStamping } from '../../targets/support/time-stamping.ts';

jest.setTimeout(120_000);

const secret = `whsec_${Buffer.from('a secret of twenty-four!').toString('base64')}`;

/** What others prove: a person where the platform cannot, an anchor, a time-stamping authority, and whoever checks it all afterwards. */
describe('the evidence of an incident', () => {
  const desk = mkdtempSync(join(tmpdir(), 'holdfast-strangers-'));
  let product: Product;
  let serving: ProductProcess;
  let anchor: AnchorOutside;
  let authority: TimeStamping;
  beforeAll(async () => {
    writeFileSync(join(desk, 'anchor.secret'), secret);
    [anchor, authority] = await Promise.all([startAnchor(secret), startTimeStamping()]);
    const evidence = { anchor: { url: anchor.url, secret: `file:${join(desk, 'anchor.secret')}` }, timestamps: { url: authority.url } };
    product = await startProduct({ parts: [], without: ['quarantine'], evidence });
    serving = await product.serve();
  });
  afterAll(async () => {
    await product.stop();
    await Promise.all([anchor.stop(), authority.stop()]);
    rmSync(desk, { recursive: true, force: true });
  });

  const sydney = { tenant: 'acme', name: 'au-nsw' };
  const publicKey = (): string => join(dirname(product.vault), 'keys', 'evidence.pub.pem');
  const people = (): string => join(dirname(product.vault), 'holdfast.yaml');
  const timestampOf = (incident: string): Buffer | null => {
    const read = readBundle(readFileSync(join(product.vault, incident, bundleFile)));
    if (typeof read === 'string') throw new Error(read);
    return read.timestamp;
  };
  const said = (what: string) => until(async () => serving.said.some((line) => line.includes(what)), Boolean, 30_000);

  /** An incident that ends as a false alarm. */
  async function falseAlarm(name: string): Promise<{ readonly incident: string; readonly record: string }> {
    const incident = await product.alert({ tenant: 'globex', name });
    await incident.answers('Ana', 'false-alarm');
    return incident.ended();
  }

  async function answersDone(incident: IncidentInHand): Promise<number> {
    const { asking } = await incident.asks('done');
    await incident.answers('Ana', 'done');
    return asking;
  }

  test('says what a person did where the platform cannot, only with a file that shows it and the effect itself (BK-P5)', async () => {
    const bad = await product.staging.fault('payload-corrupted', { tenant: 'acme', channel: 'au-nsw' });
    const incident = await product.alert(sydney);
    const first = await answersDone(incident);
    const second = await incident.until(({ questions }) => questions.some(({ text }) => text.startsWith('Nothing was attached since')));
    expect(second.questions[0]!.asking).toBeGreaterThan(first);
    const { incident: id } = second;
    const attach = async (file: string): Promise<void> => {
      writeFileSync(join(desk, file), `a picture: ${file}`);
      const ran = await product.cli('attach', id, join(desk, file), '--text', 'quarantined at the console', '--as', 'Ana');
      expect(ran).toMatchObject({ code: 0, err: expect.stringMatching(/^Question \d+ waits for it: answer 'done' when all is attached/) });
    };
    await attach('too-early.png');
    const third = await answersDone(incident); // attached, and not done: the pointer is what is believed
    await incident.until(({ questions }) => questions.some(({ asking, verdicts }) => 'done' in verdicts && asking > third));
    expect(await product.effects(sydney)).toEqual({ hold: 1 });

    const generations = readdirSync(join(product.staging.origins[0]!.path, 'acme', 'staging', 'au-nsw', 'pointer')).length;
    await changedByHand(product.staging, sydney, {
      key: 'by-hand-1',
      action: 'quarantine',
      release_id: String(bad['release_id']),
      artifact_id: String(bad['artifact_id']),
      expected_generation: generations,
      by: 'Ana',
      reason: 'at the console',
    });
    await attach('console.png'); // the first showed what was not so
    await answersDone(incident);
    await incident.answers('Ivo', 'accept');
    expect(await incident.ended()).toMatchObject({ ending: 'closed' });
    expect(await product.effects(sydney)).toEqual({ hold: 1, rebind: 1, pin: 1, lift: 1 }); // it made no quarantine: a person did

    const { record, receipts } = await incident.record();
    expect(receipts.filter(({ receipt }) => receipt.byHand)).toMatchObject([
      { receipt: { action: 'quarantine', subject: '2026.06', by: ['Ana'], audit: null, already: true } },
    ]);
    expect(record.by_hand).toEqual([
      expect.objectContaining({ what: expect.stringContaining('quarantine 2026.06 on au-nsw'), by: ['Ana'] }),
      expect.objectContaining({ what: expect.stringContaining('too-early.png'), by: ['Ana'] }),
      expect.objectContaining({ what: expect.stringContaining('console.png'), by: ['Ana'] }),
    ]);
    expect(record.objectives.some(({ by_hand: byHand }) => byHand)).toBe(true);
    const verified = await holdfast(['verify', join(product.vault, id), '--key', publicKey(), '--people', people()], {});
    expect(verified).toMatchObject({ code: 0, err: '' });
  });

  test('is anchored, each head signed and naming the one before; a delivery that is lost pages and is covered by the next', async () => {
    const [one] = anchor.heads;
    expect(one).toMatchObject({ instance: 'holdfast', number: 1, previous: null });
    expect(timestampOf(one!.incident)?.length).toBeGreaterThan(100);

    anchor.isAway = true;
    authority.lie = 'another digest';
    const lost = await falseAlarm('au-nsw');
    expect(anchor.lost).toBeGreaterThan(1); // tried again before it was given up
    await said('record 2 is sealed, and its digest did not reach the anchor');
    await said(
      'record 2 is sealed without a time stamp: the time-stamping authority gave no time stamp: its time stamp is of something else',
    );
    expect(timestampOf(lost.incident)).toBeNull();

    anchor.isAway = false;
    authority.lie = 'none';
    const third = await falseAlarm('nz-akl');
    expect(anchor.heads.map(({ number, digest, previous }) => ({ number, digest, previous }))).toEqual([
      { number: 1, digest: one!.digest, previous: null },
      { number: 3, digest: third.record, previous: lost.record },
    ]);
  });

  test('is missed when it is gone: the log holds as it is, and does not when a record is taken away, reordered or cut off', async () => {
    const heads = anchor.heads.flatMap(({ digest }) => ['--head', digest]);
    const check = (...more: readonly string[]) => product.cli('log', 'check', '--key', publicKey(), ...more);
    expect(await check(...heads)).toMatchObject({ code: 0, err: '', out: expect.stringContaining('3 records in the log') });
    const [log, saved] = [join(product.vault, '.log'), join(desk, 'log')];
    cpSync(log, saved, { recursive: true });
    const entry = (number: number): string => `${String(number).padStart(12, '0')}.json`;

    rmSync(join(log, entry(2)));
    expect(await check()).toMatchObject({ code: 1, out: expect.stringContaining('record 2 is missing') });
    cpSync(join(saved, entry(1)), join(log, entry(2)));
    expect(await check()).toMatchObject({
      code: 1,
      out: expect.stringContaining('record 2 says that it is record 1: they were reordered'),
    });
    cpSync(join(saved, entry(2)), join(log, entry(2)));
    rmSync(join(log, entry(3)));
    rmSync(join(product.vault, anchor.heads[1]!.incident), { recursive: true });
    expect(await check()).toMatchObject({ code: 0 }); // nobody inside can tell
    expect(await check(...heads)).toMatchObject({
      code: 1,
      out: expect.stringContaining(`${anchor.heads[1]!.digest}, which the anchor has`),
    });
  });
});
