import { renameSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { manifestFile } from '../../../contracts/pack-format.ts';
import { TargetError } from '../../../domain/target-error.ts';
import { fileSystemOrigin } from '../../../targets/packs/file-system-origin.ts';
import { proveRelease } from '../../../targets/verification/prove-release.ts';
import { folder } from '../support/folder.ts';
import { channel, now, pack, packFile, pointer, trust, writeChannel, writePointer } from '../support/pack-store.ts';
import { signer } from '../support/signers.ts';

const current = pack('2026.06');

function world(names: readonly string[] = ['primary', 'mirror']) {
  const paths = names.map(() => `${folder()}/store`);
  for (const path of paths) writeChannel(path, [pack('2026.05'), current]);
  const origins = paths.map((path, index) => fileSystemOrigin({ name: names[index] ?? '', path }));
  return {
    damage: (...places: readonly number[]) =>
      places.forEach((at) => writeFileSync(packFile(paths[at] ?? '', current, 'rules.json'), 'other')),
    unsign: (at: number) =>
      writeFileSync(packFile(paths[at] ?? '', current, manifestFile), JSON.stringify({ ...current.manifest, signatures: [] })),
    plant: (...places: readonly number[]) =>
      places.forEach((at) => writePointer(paths[at] ?? '', pointer(3, current.release), { signers: [signer('stranger')] })),
    away: (at: number) => renameSync(paths[at] ?? '', `${paths[at]}.away`),
    prove: (confirm = () => Promise.resolve(trust)) => proveRelease(origins, channel, current.release, confirm, now),
  };
}

it('is sound when every origin passes, and says by which roots', async () => {
  const proof = await world().prove();
  expect(proof).toMatchObject({ verdict: 'sound', because: 'release 2026.06 passed every check at primary and mirror' });
  expect(proof.findings[0]).toEqual({ check: 'trust roots', outcome: 'pass', why: 'test roots' });
});

it('is bad when it failed the same check at two origins', async () => {
  const at = world();
  at.damage(0, 1);
  const proof = await at.prove();
  expect(proof.verdict).toBe('bad');
  expect(proof.because).toContain('release 2026.06 failed the same check, file hashes, at primary and mirror');
  expect(proof.findings.filter(({ outcome }) => outcome === 'fail').map(({ check }) => check)).toEqual([
    'file hashes at primary',
    'file hashes at mirror',
  ]);
});

it.each([
  ['primary', 0, 'mirror'],
  ['mirror', 1, 'primary'],
])('is doubtful when it is damaged at %s only', async (damaged, index, sound) => {
  const at = world();
  at.damage(index);
  expect(await at.prove()).toMatchObject({
    verdict: 'doubtful',
    because: expect.stringContaining(`release 2026.06 is damaged at ${damaged} but sound at ${sound}`),
  });
});

it('is doubtful with one origin only', async () => {
  const at = world(['primary']);
  at.damage(0);
  expect(await at.prove()).toMatchObject({ verdict: 'doubtful', because: expect.stringContaining('there is no second origin') });
});

it('is doubtful when the second origin cannot be asked', async () => {
  const at = world();
  at.damage(0);
  at.away(1);
  expect(await at.prove()).toMatchObject({ verdict: 'doubtful', because: expect.stringContaining('no other origin can be asked') });
});

it('is doubtful when it failed differently at two origins', async () => {
  const at = world();
  at.damage(0);
  at.unsign(1);
  expect(await at.prove()).toMatchObject({
    verdict: 'doubtful',
    because: expect.stringContaining('failed differently at primary and mirror'),
  });
});

it('is doubtful when two of three failed and the third is sound, bad when the third is away', async () => {
  const at = world(['a', 'b', 'c']);
  at.damage(0, 1);
  expect((await at.prove()).verdict).toBe('doubtful');
  at.away(2);
  expect((await at.prove()).verdict).toBe('bad');
});

it('is doubtful, whatever failed, while the trust roots are not confirmed (KOA-62b)', async () => {
  const at = world();
  at.damage(0, 1);
  for (const [code, outcome] of [
    ['NotTrusted', 'fail'],
    ['Unreachable', 'unknown'],
  ] as const) {
    const proof = await at.prove(() => Promise.reject(new TargetError(code, 'not today')));
    expect(proof).toMatchObject({
      verdict: 'doubtful',
      because: 'the trust roots are not confirmed: not today',
      findings: [{ check: 'trust roots', outcome }],
    });
  }
});

it('never calls a release bad for an index that anyone could have planted at every origin', async () => {
  const at = world();
  at.plant(0, 1);
  expect(await at.prove()).toMatchObject({
    verdict: 'doubtful',
    because: expect.stringContaining('says nothing about release 2026.06 itself'),
  });
});

it('is doubtful when the first origin is away, sound when only the second is', async () => {
  const first = world();
  first.away(0);
  expect(await first.prove()).toMatchObject({
    verdict: 'doubtful',
    because: expect.stringContaining('sound at mirror, but primary cannot be asked'),
  });
  const second = world();
  second.away(1);
  expect((await second.prove()).verdict).toBe('sound');
  second.away(0);
  expect(await second.prove()).toMatchObject({ verdict: 'doubtful', because: expect.stringContaining('cannot be checked at any origin') });
});

it('does not count two planted indexes as the release failing twice', async () => {
  const at = world(['a', 'b', 'c']);
  at.plant(0, 1);
  at.damage(2);
  expect((await at.prove()).verdict).toBe('doubtful');
});
