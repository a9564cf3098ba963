import { expect, it } from '@jest/globals';
import { fileSystemOrigin } from '../../../targets/packs/file-system-origin.ts';
import { proveRelease } from '../../../targets/verification/prove-release.ts';
import { folder } from '../support/folder.ts';
import { channel, now, pack, pointer, trust, writeChannel, writePack, writePointer } from '../support/pack-store.ts';
import { signer } from '../support/signers.ts';

const [earlier, current] = [pack('2026.05'), pack('2026.06')];

/** Two origins with the same generations; `strangers` are those that somebody else signed. */
function prove(generations: readonly (readonly [number, typeof current])[], strangers: readonly number[]) {
  const origins = ['primary', 'mirror'].map((name) => {
    const path = `${folder()}/store`;
    writeChannel(path, [earlier]);
    writePack(path, current);
    for (const [generation, { release }] of generations) {
      writePointer(path, pointer(generation, release), strangers.includes(generation) ? { signers: [signer('stranger')] } : {});
    }
    return fileSystemOrigin({ name, path });
  });
  return proveRelease(origins, channel, current.release, () => Promise.resolve(trust), now);
}

it('does not find a release sound that a stranger promoted, because a hold was signed over it', async () => {
  const proof = await prove(
    [
      [2, current],
      [3, current],
    ],
    [2],
  );
  expect(proof.verdict).toBe('doubtful');
  expect(proof.because).toContain('pointer 2 of acme/production/au-nsw is signed by 0 of the 1 trusted keys');
  expect(proof.because).toContain('first made release 2026.06 current');
});

it('finds a release sound that was promoted by a signed generation, whatever a stranger planted after that', async () => {
  const planted = await prove(
    [
      [2, current],
      [3, current],
      [4, current],
    ],
    [3],
  );
  expect(planted.verdict).toBe('sound');
});
