import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { sha256 } from '../../contracts/digest.ts';
import { hashInPieces } from '../../targets/hash-in-pieces.ts';

it('hashes any number of bytes as one hash does', async () => {
  for (const size of [0, 1, 4_194_303, 4_194_304, 4_194_305, 9_000_000]) {
    const bytes = randomBytes(size);
    expect(await hashInPieces(bytes)).toBe(sha256(bytes));
  }
});

it('gives everything else its turn at least every 4 MiB', async () => {
  let [turns, isDone] = [0, false];
  const turn = (): void => {
    turns += 1;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await hashInPieces(Buffer.alloc(10 * 4_194_304));
  isDone = true;
  expect(turns).toBeGreaterThanOrEqual(9);
});
