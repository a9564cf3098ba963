import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { channelInHand } from '../support/channel-in-hand.ts';
import { expectNoFaultNamed } from '../support/never-named.ts';
import { startStaging, type Staging } from '../support/staging.ts';
import { until } from '../support/until.ts';

describe('a reader of the staging platform', () => {
  let staging: Staging;
  beforeAll(async () => {
    staging = await startStaging();
  });
  afterAll(() => staging.stop());

  const url = (reader: string): string => staging.readers.find(({ name }) => name === reader)?.url ?? '';
  const status = async (reader: string, path: string): Promise<number> => (await fetch(`${url(reader)}${path}`)).status;
  const took = async (reader: string, path: string): Promise<number> => {
    const began = performance.now();
    await status(reader, path);
    return performance.now() - began;
  };
  const nsw = '/v1/channels/acme/staging/au-nsw';
  const resolve = `${nsw}/resolve?q=bins`;
  const rule = `${nsw}/rules/bins-out`;
  const metrics = async (): Promise<string> => String((await staging.ask('/metrics')).body);

  test('that is slow answers right and late, follows as before, and is itself again when mended', async () => {
    await staging.fault('reader-slow', { reader: 'reader-2', milliseconds: 600 });
    for (const path of [`${nsw}/manifest`, resolve, rule]) expect(await took('reader-2', path)).toBeGreaterThan(590);
    expect((await staging.ask('/pipeline/acme/au-nsw/publish', {})).status).toBe(200);
    await channelInHand(staging, 'acme', 'au-nsw').everyReaderServes('2026.06');
    await staging.mend('reader-slow');
    expect(await took('reader-2', rule)).toBeLessThan(590);
  });

  test('that is too slow for the platform’s own metrics counts as down there', async () => {
    await staging.fault('reader-slow', { reader: 'reader-1', milliseconds: 1_500 });
    expect(await metrics()).toContain('staging_reader_up{reader="reader-1"} 0');
    await staging.mend('reader-slow');
    expect(await metrics()).toContain('staging_reader_up{reader="reader-1"} 1');
  });

  test('that is gone refuses connections, and comes back on its port with what it had and what it missed', async () => {
    const channel = channelInHand(staging, 'globex', 'nz-akl');
    await staging.fault('reader-gone', { reader: 'reader-3' });
    await expect(fetch(`${url('reader-3')}/healthz`)).rejects.toThrow(/fetch failed/);
    expect(await metrics()).toContain('staging_reader_up{reader="reader-3"} 0');
    await staging.fault('reader-gone', { reader: 'reader-3' });
    await staging.ask('/pipeline/globex/nz-akl/publish', {});
    await channel.serves('reader-1', '2026.06');
    await staging.mend('reader-gone');
    expect(await staging.reader('reader-3').serves('globex', 'nz-akl')).toMatchObject({ release_id: '2026.06', generation: 6 });
    expect(await staging.reader('reader-3').serves('acme', 'au-vic')).toMatchObject({ release_id: '2026.05' });
    await staging.mend('reader-gone');
    expect(await status('reader-3', '/healthz')).toBe(200);
  });

  test('that is gone keeps its other ailments for when it comes back', async () => {
    await staging.fault('reader-stuck', { reader: 'reader-1' });
    await staging.fault('reader-gone', { reader: 'reader-1' });
    await staging.fault('resolver-down', { reader: 'reader-1' });
    await staging.mend('reader-gone');
    expect(await status('reader-1', resolve)).toBe(503);
    await staging.ask('/pipeline/globex/au-nsw/publish', {});
    await channelInHand(staging, 'globex', 'au-nsw').serves('reader-3', '2026.06');
    expect(await staging.reader('reader-1').serves('globex', 'au-nsw')).toMatchObject({ release_id: '2026.05' });
    await staging.mend('resolver-down');
    await staging.mend('reader-stuck');
    await channelInHand(staging, 'globex', 'au-nsw').serves('reader-1', '2026.06');
  });

  test('whose resolver is down says so, and serves everything else', async () => {
    await staging.fault('resolver-down', { reader: 'reader-1' });
    expect(await (await fetch(`${url('reader-1')}${resolve}`)).json()).toMatchObject({ status: 503, code: 'unavailable' });
    for (const path of [`${nsw}/manifest`, rule, `${nsw}/files/rules.json`, '/state']) expect(await status('reader-1', path)).toBe(200);
    expect(await status('reader-2', resolve)).toBe(200);
    await staging.fault('resolver-down', {});
    for (const { name } of staging.readers) expect(await status(name, resolve)).toBe(503);
    await staging.mend('resolver-down');
    for (const { name } of staging.readers) expect(await status(name, resolve)).toBe(200);
  });

  test('that does not exist cannot be broken', async () => {
    for (const [fault, body] of [
      ['reader-slow', { reader: 'reader-9', milliseconds: 5 }],
      ['reader-gone', { reader: 'reader-9' }],
      ['resolver-down', { reader: 'reader-9' }],
    ] as const)
      expect(await staging.ask(`/faults/${fault}`, body)).toMatchObject({ status: 422, body: { code: 'unknown-reader' } });
    expect(await staging.ask('/faults/reader-slow', { reader: 'reader-1' })).toMatchObject({ status: 400, body: { code: 'malformed' } });
  });

  test('shows no fault by name', async () => {
    await staging.fault('reader-gone', { reader: 'reader-2' });
    const down = await until(metrics, (text) => text.includes('staging_reader_up{reader="reader-2"} 0'));
    expect(down).not.toMatch(/gone|fault/);
    await staging.mend('reader-gone');
    await expectNoFaultNamed(staging);
  });
});
