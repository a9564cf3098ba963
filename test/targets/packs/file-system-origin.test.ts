import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { fileSystemOrigin } from '../../../targets/packs/file-system-origin.ts';
import { packsContract } from '../contract/packs.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { folder } from '../support/folder.ts';
import { channel, channelFolder, pack, packFile, pointer, writeChannel, writePack, writePointer } from '../support/pack-store.ts';

packsContract('the file system', () => {
  const path = join(folder(), 'store');
  let generation = 0;
  return {
    origin: fileSystemOrigin({ name: 'primary', path }),
    put(built, file, bytes) {
      mkdirSync(dirname(packFile(path, built, file)), { recursive: true });
      writeFileSync(packFile(path, built, file), bytes);
    },
    promote(built) {
      writePack(path, built);
      writePointer(path, pointer((generation += 1), built.release));
    },
    takeAway: () => renameSync(path, `${path}.away`),
  };
});

const built = pack('2026.01');
function store(): { readonly path: string; readonly origin: ReturnType<typeof fileSystemOrigin> } {
  const path = folder();
  writeChannel(path, [built]);
  return { path, origin: fileSystemOrigin({ name: 'primary', path }) };
}

it('ignores temporary files and strangers beside pointers', async () => {
  const { path, origin } = store();
  for (const name of ['.tmp-000000000009.json', '000000000009.json.tmp', '9.json', 'zzz'])
    writeFileSync(join(channelFolder(path), 'pointer', name), '{}');
  expect((await origin.pointer(channel)).value.generation).toBe(1);
});

it('follows no link out of a pack, not even to another pack, and takes one that stays inside', async () => {
  const { path, origin } = store();
  writeFileSync(join(path, 'secret'), 'of another tenant');
  symlinkSync(join(path, 'secret'), packFile(path, built, 'link'));
  symlinkSync('rules.json', packFile(path, built, 'inside'));
  await expectTargetError(origin.readFile(channel, built.release.artifact, 'link', 100), 'Escapes');
  await expectTargetError(origin.hashFile(channel, built.release.artifact, 'link'), 'Escapes');
  expect((await origin.hashFile(channel, built.release.artifact, 'inside')).sha256).toBe(built.manifest.files[0]?.sha256);
});

it('follows no link from one tenant to another (KOA-P5)', async () => {
  const { path, origin } = store();
  mkdirSync(join(path, 'evil', 'production'), { recursive: true });
  symlinkSync(channelFolder(path), join(path, 'evil', 'production', channel.name));
  await expectTargetError(origin.pointer({ ...channel, tenant: 'evil' }), 'Escapes');
  await expectTargetError(origin.manifest({ ...channel, tenant: 'evil' }, built.release.artifact), 'Escapes');
});

it('says which channel of the same tenant and environment was probably meant, and names no other (KOA-P5)', async () => {
  const { origin } = store();
  const mistyped = `${channel.name.slice(0, -2)}${channel.name.at(-1)}${channel.name.at(-2)}`;
  await expect(origin.pointer({ ...channel, name: mistyped })).rejects.toThrow(
    `did you mean ${channel.tenant}/${channel.environment}/${channel.name}?`,
  );
  for (const other of [{ name: 'elsewhere' }, { tenant: 'evil', name: mistyped }])
    await expect(origin.pointer({ ...channel, ...other })).rejects.toThrow(/^(?!.*did you mean)/);
});

it('does not hang on a named pipe in the place of a file', async () => {
  const { path, origin } = store();
  execFileSync('mkfifo', [packFile(path, built, 'pipe')]);
  await expectTargetError(origin.hashFile(channel, built.release.artifact, 'pipe'), 'Malformed');
});
