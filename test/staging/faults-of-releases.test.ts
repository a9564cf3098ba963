import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../contracts/digest.ts';
import { manifestFile, manifestSchema } from '../../contracts/pack-format.ts';
import { channelInHand } from '../support/channel-in-hand.ts';
import { expectNoFaultNamed } from '../support/never-named.ts';
import { startStaging, type Staging } from '../support/staging.ts';

describe('a release on the staging platform', () => {
  let staging: Staging;
  beforeAll(async () => {
    staging = await startStaging();
  });
  afterAll(() => staging.stop());

  const file = (origin: string, channel: string, artifact: string, name: string): Promise<Buffer> => {
    const { path } = staging.origins.find((one) => one.name === origin) ?? { path: '' };
    return readFile(join(path, 'acme', staging.environment, channel, 'packs', artifact, name));
  };
  /** Whether the payload of a release is, at each origin, what its manifest says. */
  const sound = async (channel: string, release_id: string): Promise<boolean[]> => {
    const { artifact_id } = await channelInHand(staging, 'acme', channel).release(release_id);
    return Promise.all(
      ['primary', 'mirror'].map(async (origin) => {
        const { files } = manifestSchema.parse(JSON.parse(String(await file(origin, channel, artifact_id, manifestFile))));
        const digests = await Promise.all(files.map(async ({ path }) => sha256(await file(origin, channel, artifact_id, path))));
        return files.every(({ sha256: said }, index) => digests[index] === said);
      }),
    );
  };

  test('whose manifest is cut off at one origin is refused there as unreadable, and served from the other', async () => {
    const channel = channelInHand(staging, 'acme', 'au-nsw');
    const { artifact_id } = await staging.fault('truncated-manifest', { tenant: 'acme', channel: 'au-nsw' });
    await channel.serves('reader-3', '2026.06');
    await channel.refuses('reader-1', 'manifest-schema');
    await channel.refuses('reader-2', 'manifest-schema');
    expect(await staging.reader('reader-1').serves('acme', 'au-nsw')).toMatchObject({ release_id: '2026.05' });
    const [cut, whole] = await Promise.all(['primary', 'mirror'].map((at) => file(at, 'au-nsw', String(artifact_id), manifestFile)));
    expect(whole?.subarray(0, cut?.length)).toEqual(cut);
    expect(cut?.length).toBeLessThan(whole?.length ?? 0);
    await staging.mend('truncated-manifest');
    await channel.everyReaderServes('2026.06');
  });

  test('whose manifest is cut off at every origin is served by nobody', async () => {
    const channel = channelInHand(staging, 'acme', 'au-vic');
    await staging.fault('truncated-manifest', { tenant: 'acme', channel: 'au-vic', origin: 'all' });
    for (const { name } of staging.readers) {
      await channel.refuses(name, 'manifest-schema');
      expect(await staging.reader(name).serves('acme', 'au-vic')).toMatchObject({ release_id: '2026.05' });
    }
  });

  test('that one would go back to is damaged at one origin, or at all, and its neighbours are not', async () => {
    await staging.fault('wrong-content', { tenant: 'acme', channel: 'nz-akl' });
    const damaged = await staging.fault('good-corrupted-at-one-origin', { tenant: 'acme', channel: 'nz-akl', origin: 'mirror' });
    expect(damaged).toMatchObject({ release_id: '2026.05' });
    expect(await sound('nz-akl', '2026.05')).toEqual([true, false]);
    await staging.fault('good-corrupted', { tenant: 'acme', channel: 'nz-akl' });
    expect(await sound('nz-akl', '2026.05')).toEqual([false, false]);
    expect(await sound('nz-akl', '2026.04')).toEqual([true, true]);
    expect(await sound('nz-akl', '2026.06')).toEqual([true, true]);
    // Each fault takes back its own: what both damaged stays damaged until both are mended.
    await staging.mend('good-corrupted-at-one-origin');
    expect(await sound('nz-akl', '2026.05')).toEqual([false, false]);
    await staging.mend('good-corrupted');
    expect(await sound('nz-akl', '2026.05')).toEqual([true, true]);
  });

  test('may be named to be damaged, but not one that may not be made current again, nor at an origin that is not there', async () => {
    const nsw = { tenant: 'acme', channel: 'au-nsw' };
    expect(await staging.fault('good-corrupted', { ...nsw, release: '2026.03' })).toMatchObject({ release_id: '2026.03' });
    expect(await sound('au-nsw', '2026.03')).toEqual([false, false]);
    for (const release of ['2026.01', '2026.06', '2027.01'])
      expect(await staging.ask('/faults/good-corrupted', { ...nsw, release })).toMatchObject({
        status: 422,
        body: { code: 'unknown-release' },
      });
    expect(await staging.ask('/faults/good-corrupted-at-one-origin', { ...nsw, origin: 'moon' })).toMatchObject({
      status: 422,
      body: { code: 'unknown-origin' },
    });
    await staging.mend('good-corrupted');
  });

  test('has no sound one before it when nothing shall be left but the baseline', async () => {
    await staging.fault('wrong-content', { tenant: 'acme', channel: 'nz-akl' });
    const { releases } = await staging.fault('no-good-release', { tenant: 'acme', channel: 'nz-akl' });
    expect((releases as { release_id: string }[]).map(({ release_id }) => release_id)).toEqual([
      '2026.06',
      '2026.05',
      '2026.04',
      '2026.03',
      '2026.02',
    ]);
    for (const { release_id } of releases as { release_id: string }[]) expect(await sound('nz-akl', release_id)).toEqual([false, false]);
    expect(await sound('nz-akl', '2026.07')).toEqual([true, true]);
    expect(await sound('baseline', '2026.05')).toEqual([true, true]);
    await staging.mend('no-good-release');
    expect(await sound('nz-akl', '2026.05')).toEqual([true, true]);
  });

  test('shows no fault by name', () => expectNoFaultNamed(staging));
});
