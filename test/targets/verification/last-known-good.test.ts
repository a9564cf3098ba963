import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Pointer } from '../../../contracts/pack-format.ts';
import { fileSystemOrigin } from '../../../targets/packs/file-system-origin.ts';
import { expectedOf } from '../../../targets/verification/expected-of.ts';
import { judge } from '../../../targets/verification/judge.ts';
import { lastKnownGood } from '../../../targets/verification/last-known-good.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { folder } from '../support/folder.ts';
import { channel, now, pack, packFile, pointer, trust, writeChannel, writePack, writePointer } from '../support/pack-store.ts';
import { signer } from '../support/signers.ts';

const packs = ['2026.01', '2026.02', '2026.03', '2026.04'].map((id) => pack(id));
const [one, two, three, bad] = packs as [(typeof packs)[0], (typeof packs)[0], (typeof packs)[0], (typeof packs)[0]];

function world() {
  const paths = [0, 1].map(() => `${folder()}/store`) as [string, string];
  for (const path of paths) writeChannel(path, packs);
  const origins = paths.map((path, index) => fileSystemOrigin({ name: ['primary', 'mirror'][index] ?? '', path }));
  return {
    paths,
    origins,
    now: (change: Partial<Pointer>) => paths.forEach((path) => writePointer(path, pointer(5, bad.release, change))),
    find: () => lastKnownGood(origins, channel, bad.release, trust),
  };
}

const ids = (releases: readonly { readonly id: string }[]): readonly string[] => releases.map(({ id }) => id);

it('names the releases that were once current and verify now, newest first, and not the bad one', async () => {
  expect(await world().find()).toEqual({ good: [three.release, two.release, one.release], rejected: [] });
});

it('leaves out what is quarantined, revoked or below the floor, and says so', async () => {
  const at = world();
  at.now({
    quarantined: [{ release_id: '2026.03', artifact_id: three.release.artifact, reason: 'wrong', key: 'k' }],
    revoked: [{ release_id: '2026.02', reason: 'leaked' }],
  });
  const { good, rejected } = await at.find();
  expect(ids(good)).toEqual(['2026.01']);
  expect(rejected.map(({ why }) => why)).toEqual(['quarantined: wrong', 'release 2026.02 is revoked: leaked']);
  at.now({ minimum_allowed_release_id: '2026.02' });
  expect(ids((await at.find()).good)).toEqual(['2026.03', '2026.02']);
});

it('leaves out what is damaged at any origin now, and what has gone', async () => {
  const at = world();
  writeFileSync(packFile(at.paths[1], three, 'rules.json'), 'other');
  for (const path of at.paths) rmSync(dirname(packFile(path, two, 'x')), { recursive: true });
  const { good, rejected } = await at.find();
  expect(ids(good)).toEqual(['2026.01']);
  expect(rejected.map(({ why }) => why)).toEqual([
    expect.stringContaining('file hashes at mirror'),
    expect.stringContaining('is not at primary'),
  ]);
});

it('goes on with the origins that answer, and says why when none does', async () => {
  const at = world();
  renameSync(at.paths[0], `${at.paths[0]}.away`);
  expect(ids((await at.find()).good)).toEqual(['2026.03', '2026.02', '2026.01']);
  renameSync(at.paths[1], `${at.paths[1]}.away`);
  await expectTargetError(at.find(), 'Unreachable');
});

it('takes no release that only an unsigned pointer ever named, nor the bad content under another name', async () => {
  const at = world();
  const planted = pack('2026.99');
  for (const path of at.paths) {
    writePack(path, planted);
    writePointer(path, pointer(5, planted.release), { signers: [signer('stranger')] });
    writePointer(path, pointer(6, { ...bad.release, id: '2026.05' }));
  }
  expect(ids((await at.find()).good)).toEqual(['2026.03', '2026.02', '2026.01']);
});

it('orders a release by when it first came, not by when it came back', async () => {
  const at = world();
  for (const path of at.paths) {
    writePointer(path, pointer(5, one.release));
    writePointer(path, pointer(6, bad.release));
  }
  expect(ids((await at.find()).good)).toEqual(['2026.03', '2026.02', '2026.01']);
});

it('says what a reader must serve: the manifest and the pack’s own canaries, and nothing that is not that pack', async () => {
  const at = world();
  const [primary] = at.origins as [(typeof at.origins)[0]];
  expect(await expectedOf(primary, channel, three.release)).toEqual(three.expected);
  writeFileSync(packFile(at.paths[0], three, 'canaries.json'), '{"canaries":[]}');
  await expectTargetError(expectedOf(primary, channel, three.release), 'NotTrusted');
  const whole = judge({ packs: { origins: at.origins }, trustRoots: { confirm: () => Promise.resolve(trust) } }, () => now);
  expect(await whole.expected(channel, three.release)).toEqual(three.expected);
  expect((await whole.prove(channel, three.release)).verdict).toBe('doubtful');
  expect(ids((await whole.candidates(channel, bad.release)).good)).toEqual(['2026.02', '2026.01']);
});
